-- The functions of the library.

local function load(keys, args)
  local c = campaign(keys)
  local call = call_of(c, args[1])
  return {call.version, call.state, call.phase == 'released' and 1 or 0, c.now, call.gateway}
end

local ROWS = {call = call_of, advisor = advisor_of, campaign = function(c) return c end}

-- args: call, advisor or campaign, and the id of the first two. Returns alternating field names and values; empty if
-- the row was never written.
local function read_fields(keys, args)
  local row, fields = ROWS[args[1]](campaign(keys), args[2]), {}
  for i = 1, row.text and #row.kind.fields or 0, 2 do
    local field = row.kind.fields[i]
    fields[i], fields[i + 1] = field, row[field]
  end
  return fields
end

-- args: ms since the Unix epoch. The campaign's clock stops there until the next call; never before its last clock.
local function set_clock(keys, args)
  local key = keys[1] .. ':campaign'
  local row = read_row(CAMPAIGN, key)
  row.clock = tonumber(args[1])
  write_rows({[key] = row})
  return redis.status_reply('OK')
end

-- Mark the request as done. Returns whether it already was.
local function is_repeated(c, request)
  return not redis.call('SET', c.key .. 'request:' .. request, 1, 'NX', 'PX', REQUEST_TTL_MS)
end

-- facts: {call, actor, site, increments} each, with their JSON in args from `first` on. An increment is a counter, or a
-- counter and an amount.
local function append_all(c, facts, args, first)
  for i, fact in ipairs(facts) do
    append(c, fact.call, fact.actor, fact.site, args[first + i - 1])
    for _, counter in ipairs(fact.increments) do
      if type(counter) == 'table' then count(c, counter[1], counter[2]) else count(c, counter) end
    end
  end
end

-- args: parameters (MessagePack: request, facts, site: new site in force, or ''), the facts. Returns the clock.
local function append_facts(keys, args)
  local c = campaign(keys)
  local params = cmsgpack.unpack(args[1])
  if is_repeated(c, params.request) then return c.now end
  if params.site ~= '' then c.site = params.site end
  append_all(c, params.facts, args, 2)
  save(c)
  return c.now
end

-- args: parameters (MessagePack: facts, each with its turn, ascending), the facts. Turns up to the last one are
-- skipped, so repeated or late rows change nothing.
local function publish(keys, args)
  local c = campaign(keys)
  for i, fact in ipairs(cmsgpack.unpack(args[1]).facts) do
    if fact.turn > c.carried then
      c.carried = fact.turn
      append(c, fact.call, fact.actor, fact.site, args[i + 1], 'outbox', fact.turn)
      for _, counter in ipairs(fact.increments) do count(c, counter) end
    end
  end
  save(c)
  return redis.status_reply('OK')
end

-- Return the queue's calls that wait (ringing ones too) and the start of the earliest wait (-1: none).
local function queue_status(c, queue)
  local key = c.key .. 'entered:' .. queue
  local first = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]
  return {queue, redis.call('ZCARD', key), tonumber(first or -1)}
end

local function keys_of(queues)
  local names = {}
  for queue in pairs(queues) do names[#names + 1] = queue end
  return names
end

-- Returns the clock, the open calls, the queues as {queue, waiting, since}, the advisors as {state, queues}.
local function snapshot(keys)
  local c = campaign(keys)
  local queues, advisors = {}, {}
  for _, queue in ipairs(redis.call('SMEMBERS', c.key .. 'queues')) do queues[#queues + 1] = queue_status(c, queue) end
  for _, id in ipairs(redis.call('SMEMBERS', c.key .. 'advisors')) do
    local advisor = advisor_of(c, id)
    advisors[#advisors + 1] = {advisor.state, keys_of(levels_of(advisor))}
  end
  local open = -redis.call('SCARD', c.key .. 'parting')
  for _, set in ipairs(open_call_keys(c)) do open = open + redis.call('SCARD', set) end
  return {c.now, open, queues, advisors}
end

-- Delete all moving state, so that only the journal counts. Live gateways must stop, because their calls ended.
local function wipe(c)
  local function delete_each(set, kinds)
    for _, id in ipairs(redis.call('SMEMBERS', c.key .. set)) do
      for _, kind in ipairs(kinds) do redis.call('DEL', c.key .. kind .. id) end
    end
    redis.call('DEL', c.key .. set)
  end
  for _, gateway in ipairs(redis.call('ZRANGE', c.key .. 'leases', 0, -1)) do retire_gateway(c, gateway) end
  local sets = open_call_keys(c)
  for _, id in ipairs(redis.call('SUNION', unpack(sets))) do
    local stands_in = call_of(c, id).stands_in
    redis.call('DEL', c.key .. 'call:' .. id, c.key .. 'waiting:' .. stands_in, c.key .. 'ringing:' .. stands_in)
  end
  redis.call('DEL', unpack(sets))
  for _, queue in ipairs(redis.call('SMEMBERS', c.key .. 'queues')) do
    for band = 0, MAX_BANDS - 1 do redis.call('DEL', ready_key(c, queue, band)) end
  end
  delete_each('queues', {'waiting:', 'ringing:', 'gathering:', 'entered:', 'duty:', 'pace:'})
  register_rule_queues(c)
  delete_each('advisors', {'advisor:'})
  for _, name in ipairs({'timers', 'parting', 'parked', 'orphaned', 'totals', 'person', 'promised'}) do
    redis.call('DEL', c.key .. name)
  end
  redis.call('XTRIM', c.key .. 'log', 'MAXLEN', 0)  -- not DEL: the stream keeps its last id, before the new epoch
end

-- args: parameters (MessagePack: request, epoch, not_before: ms, site, carried, totals, facts), the facts. Returns the
-- clock.
local function restore(keys, args)
  local c = campaign(keys)
  local params = cmsgpack.unpack(args[1])
  if c.restored == params.request then return c.now end
  if params.epoch <= c.epoch then refuse('EPOCH_PASSED', 'the log is in epoch ' .. c.epoch) end
  wipe(c)
  c.epoch, c.seq, c.now = params.epoch, 0, math.max(c.now, params.not_before)
  c.restored, c.site, c.carried = params.request, params.site, params.carried
  for counter, value in pairs(params.totals) do redis.call('HSET', c.key .. 'totals', counter, value) end
  append_all(c, params.facts, args, 2)
  save(c)
  return c.now
end

local function commit_with(verb)
  return function(keys, args) return commit(keys, args, verb) end
end

local function register(name, callback, ...)
  redis.register_function{function_name = 'atencion_v5_' .. name, callback = callback, flags = {...}}
end

-- Functions that end or release something must work when memory is full; otherwise memory is never freed.
register('open', commit_with({check = function(c)
  if redis.call('EXISTS', c.key .. 'full') == 1 then refuse('MEMORY_SCARCE', 'no new call is taken') end
end}))
register('step', commit_with(STEP))
register('enqueue', commit_with(ENQUEUE))
register('receive', commit_with(RECEIVE))
register('answer', commit_with(ANSWER), 'allow-oom')
register('decline', commit_with(DECLINE), 'allow-oom')
register('part', commit_with(PART), 'allow-oom')
register('release', commit_with(RELEASE), 'allow-oom')
register('promise', commit_with(PROMISE))
register('postpone', commit_with(POSTPONE), 'allow-oom')
register('reserve', commit_with(RESERVE))
register('hand_over', commit_with(HAND_OVER), 'allow-oom')
register('take_back', commit_with(TAKE_BACK), 'allow-oom')
register('load', load, 'no-writes')
register('look', read_fields, 'no-writes')
register('set_clock', set_clock)
register('configure', configure)
register('ready', set_ready)
register('set_queues', set_queues)
register('pause', set_paused, 'allow-oom')
register('leave', set_offline, 'allow-oom')
register('ask', request_advisor_action, 'allow-oom')
register('supervise', supervise, 'allow-oom')
register('complete', complete, 'allow-oom')
register('tick', tick, 'allow-oom')
register('acquire_lease', acquire_lease)
register('renew_lease', renew_lease, 'allow-oom')
register('release_lease', release_lease, 'allow-oom')
register('append', append_facts)
register('publish', publish)
-- args: bytes that the server uses; bytes from which new calls are refused; bytes below which they are accepted again;
-- ms until the refusal expires. Returns 1 while new calls are refused.
register('judge_memory', function(keys, args)
  local key, used = keys[1] .. ':full', tonumber(args[1])
  local was_full = redis.call('EXISTS', key) == 1
  if used >= tonumber(args[2]) or was_full and used >= tonumber(args[3]) then
    redis.call('SET', key, 1, 'PX', args[4])
    return 1
  end
  if was_full then redis.call('DEL', key) end
  return 0
end, 'allow-oom')
register('snapshot', snapshot, 'no-writes')
register('floor', floor, 'no-writes')
register('restore', restore, 'allow-oom')
