-- The verbs: what can be asked of the library.

local function load(keys, args)
  local c = campaign(keys)
  local call = call_of(c, args[1])
  return {call.version, call.state, call.phase == 'released' and 1 or 0, c.now, call.gateway}
end

local ROWS = {call = call_of, advisor = advisor_of, campaign = function(c) return c end}

-- args: call, advisor or campaign, and the id of the first two. Returns its fields by turns: the name and what it is;
-- of what was never written, none.
local function look(keys, args)
  local row, told = ROWS[args[1]](campaign(keys), args[2]), {}
  for i = 1, row.text and #row.kind.fields or 0, 2 do
    local field = row.kind.fields[i]
    told[i], told[i + 1] = field, row[field]
  end
  return told
end

-- args: ms since the Unix epoch. From now on the campaign's clock stands there, until it is set again; not before what
-- an act has already seen.
local function set_clock(keys, args)
  local key = keys[1] .. ':campaign'
  local row = read_row(CAMPAIGN, key)
  row.clock = tonumber(args[1])
  write_rows({[key] = row})
  return redis.status_reply('OK')
end

-- Whether this request was already carried out; from now on it was.
local function seen(c, request)
  return not redis.call('SET', c.key .. 'request:' .. request, 1, 'NX', 'PX', REQUEST_KEPT_MS)
end

-- facts: {call, actor, site, increments} each, their JSON in args from `first` on. An increment is a counter, or a
-- counter and by how much.
local function append_all(c, facts, args, first)
  for i, fact in ipairs(facts) do
    append(c, fact.call, fact.actor, fact.site, args[first + i - 1])
    for _, counter in ipairs(fact.increments) do
      if type(counter) == 'table' then count(c, counter[1], counter[2]) else count(c, counter) end
    end
  end
end

-- args: what (MessagePack: request, facts, site: of now on, or ''), the facts. Returns the clock.
local function append_facts(keys, args)
  local c = campaign(keys)
  local what = cmsgpack.unpack(args[1])
  if seen(c, what.request) then return c.now end
  if what.site ~= '' then c.site = what.site end
  append_all(c, what.facts, args, 2)
  close(c)
  return c.now
end

-- args: what (MessagePack: facts, each with its turn, ascending), the facts. A turn once passed is never taken again:
-- who carries the same rows twice, or carries late what another has carried, changes nothing.
local function publish(keys, args)
  local c = campaign(keys)
  for i, fact in ipairs(cmsgpack.unpack(args[1]).facts) do
    if fact.turn > c.carried then
      c.carried = fact.turn
      append(c, fact.call, fact.actor, fact.site, args[i + 1], 'outbox', fact.turn)
      for _, counter in ipairs(fact.increments) do count(c, counter) end
    end
  end
  close(c)
  return redis.status_reply('OK')
end

-- Calls waiting (ringing ones too) and when the first of their waits began (-1: none).
local function queue_now(c, queue)
  local key = c.key .. 'entered:' .. queue
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]
  return {queue, redis.call('ZCARD', key), tonumber(first or -1)}
end

local function names_of(queues)
  local names = {}
  for queue in pairs(queues) do names[#names + 1] = queue end
  return names
end

-- Returns the clock, the open calls, the queues as {queue, waiting, since}, the advisors as {state, queues}.
local function snapshot(keys)
  local c = campaign(keys)
  local queues, advisors = {}, {}
  for _, queue in ipairs(redis.call('SMEMBERS', c.key .. 'queues')) do queues[#queues + 1] = queue_now(c, queue) end
  for _, id in ipairs(redis.call('SMEMBERS', c.key .. 'advisors')) do
    local advisor = advisor_of(c, id)
    advisors[#advisors + 1] = {advisor.state, names_of(levels_of(advisor))}
  end
  local open = -redis.call('SCARD', c.key .. 'parting')
  for _, set in ipairs(held_calls(c)) do open = open + redis.call('SCARD', set) end
  return {c.now, open, queues, advisors}
end

-- Forget everything that moves, so that the journal alone says what is. Gateways that live must end: their calls did.
local function wipe(c)
  local function each(set, kinds)
    for _, id in ipairs(redis.call('SMEMBERS', c.key .. set)) do
      for _, kind in ipairs(kinds) do redis.call('DEL', c.key .. kind .. id) end
    end
    redis.call('DEL', c.key .. set)
  end
  for _, gateway in ipairs(redis.call('ZRANGE', c.key .. 'leases', 0, -1)) do bury(c, gateway) end
  local sets = held_calls(c)
  for _, id in ipairs(redis.call('SUNION', unpack(sets))) do
    local stands_in = call_of(c, id).stands_in
    redis.call('DEL', c.key .. 'call:' .. id, c.key .. 'waiting:' .. stands_in, c.key .. 'ringing:' .. stands_in)
  end
  redis.call('DEL', unpack(sets))
  for _, queue in ipairs(redis.call('SMEMBERS', c.key .. 'queues')) do
    for band = 0, MOST_BANDS - 1 do redis.call('DEL', ready_key(c, queue, band)) end
  end
  each('queues', {'waiting:', 'ringing:', 'gathering:', 'entered:', 'duty:', 'pace:'})
  know_ruled(c)
  each('advisors', {'advisor:'})
  for _, name in ipairs({'timers', 'parting', 'parked', 'orphaned', 'totals', 'person', 'promised'}) do
    redis.call('DEL', c.key .. name)
  end
  redis.call('XTRIM', c.key .. 'log', 'MAXLEN', 0)  -- not DEL: the stream's own last id stays behind the new epoch
end

-- args: what (MessagePack: request, epoch, not_before: ms, site, carried, totals, facts), the facts. Returns the clock.
local function restore(keys, args)
  local c = campaign(keys)
  local what = cmsgpack.unpack(args[1])
  if c.restored == what.request then return c.now end
  if what.epoch <= c.epoch then refuse('EPOCH_PASSED', 'the log is in epoch ' .. c.epoch) end
  wipe(c)
  c.epoch, c.seq, c.now = what.epoch, 0, math.max(c.now, what.not_before)
  c.restored, c.site, c.carried = what.request, what.site, what.carried
  for counter, value in pairs(what.totals) do redis.call('HSET', c.key .. 'totals', counter, value) end
  append_all(c, what.facts, args, 2)
  close(c)
  return c.now
end

local function committing(verb)
  return function(keys, args) return commit(keys, args, verb) end
end

local function verb(name, callback, ...)
  redis.register_function{function_name = 'atencion_v5_' .. name, callback = callback, flags = {...}}
end

-- What ends or returns something must work when memory is full, else nothing is ever given back.
verb('open', committing({may = function(c)
  if redis.call('EXISTS', c.key .. 'full') == 1 then refuse('MEMORY_SCARCE', 'no new call is taken') end
end}))
verb('step', committing(STEP))
verb('enqueue', committing(ENQUEUE))
verb('receive', committing(RECEIVE))
verb('answer', committing(ANSWER), 'allow-oom')
verb('decline', committing(DECLINE), 'allow-oom')
verb('part', committing(PART), 'allow-oom')
verb('release', committing(RELEASE), 'allow-oom')
verb('promise', committing(PROMISE))
verb('postpone', committing(POSTPONE), 'allow-oom')
verb('reserve', committing(RESERVE))
verb('hand_over', committing(HAND_OVER), 'allow-oom')
verb('take_back', committing(TAKE_BACK), 'allow-oom')
verb('load', load, 'no-writes')
verb('look', look, 'no-writes')
verb('set_clock', set_clock)
verb('configure', configure)
verb('ready', ready)
verb('pause', pause, 'allow-oom')
verb('leave', leave, 'allow-oom')
verb('ask', ask, 'allow-oom')
verb('supervise', supervise, 'allow-oom')
verb('complete', complete, 'allow-oom')
verb('tick', tick, 'allow-oom')
verb('acquire_lease', acquire)
verb('renew_lease', renew, 'allow-oom')
verb('release_lease', give_back, 'allow-oom')
verb('append', append_facts)
verb('publish', publish)
-- args: bytes that the server uses; from how many on no new call opens; below how many calls open again; ms for which
-- that is so unless it is said again. Returns 1 while no new call opens.
verb('judge_memory', function(keys, args)
  local key, used = keys[1] .. ':full', tonumber(args[1])
  local was = redis.call('EXISTS', key) == 1
  if used >= tonumber(args[2]) or was and used >= tonumber(args[3]) then
    redis.call('SET', key, 1, 'PX', args[4])
    return 1
  end
  if was then redis.call('DEL', key) end
  return 0
end, 'allow-oom')
verb('snapshot', snapshot, 'no-writes')
verb('floor', floor, 'no-writes')
verb('restore', restore, 'allow-oom')
