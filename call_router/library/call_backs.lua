-- Call-backs: a call of its own that takes over the place of the one in which it was promised. Nobody is on the line.

local PROMISE, POSTPONE = {}, {}
local PROMISED = {'line', 'queue', 'threshold_ms', 'ring_ms', 'wrap_up_ms', 'misses', 'queued_at', 'first_at',
  'head_start_ms', 'stands_in'}

function PROMISE.may(c, call, act)
  if call.phase ~= 'waiting' and call.phase ~= 'offered' then refuse('WRONG_PHASE', 'the call has no place to keep') end
  if redis.call('EXISTS', c.key .. 'call:' .. act.routing.call_back) == 1 then
    refuse('WRONG_PHASE', 'there is such a call already')
  end
end

function PROMISE.before(c, call, act)
  let_go(c, call, 'withdrawn', act.left)
end

-- Take the place again, or for the first time; the fact is JSON.
local function stand_again(c, call_back, actor, fact)
  append(c, call_back.id, actor, call_back.site, fact)
  redis.call('ZADD', c.key .. 'entered:' .. call_back.queue, call_back.queued_at, call_back.place)
  wait(c, call_back)
end

local function open_call_back(c, call, act)
  local id = act.routing.call_back
  local key = c.key .. 'call:' .. id
  for _, field in ipairs(PROMISED) do redis.call('HSET', key, field, call[field]) end
  redis.call('HSET', key, 'version', 1, 'ended', 0, 'site', call.site, 'gateway', '', 'arrived_at', c.now,
    'committed_at', c.now, 'place', call.place:sub(1, 16) .. id, 'state', act.promised.state,
    'card', act.routing.card, 'promised', act.promised.fact)
  redis.call('SADD', c.key .. 'open', id)
  stand_again(c, call_of(c, id), act.actor, act.promised.fact)
end

function PROMISE.after(c, call, act)
  end_call(c, call)
  open_call_back(c, call, act)
  match_for(c, call.freed, call.stands_in)
end

-- Once it was handed on in talk its caller is on the line, and visits a queue as any other.
function POSTPONE.may(_, call)
  if call.promised == '' or call.visit == '1' or call.phase == 'postponed' then
    refuse('WRONG_PHASE', 'no call-back that is tried')
  end
end

-- Nobody talked with the caller, so nobody has anything to wrap up.
function POSTPONE.before(c, call)
  if call.phase ~= 'talking' then return let_go(c, call, 'withdrawn', '') end
  call.freed = end_consultation(c, call, 'withdrawn')
  call.freed[#call.freed + 1] = advisor_of(c, call.advisor)
  set_free(c, call.freed[#call.freed], '', c.now, call)
end

function POSTPONE.after(c, call, act)
  local until_ms = math.max(act.routing.until_ms, c.now)
  disown(c, call)
  move(c, call, 'postponed')
  if act.attempt then
    local promised = cjson.decode(call.promised)
    promised.attempt = act.attempt
    redis.call('HSET', c.key .. 'call:' .. call.id, 'promised', cjson.encode(promised))
  end
  redis.call('ZADD', c.key .. 'timers', until_ms, 'call_back:' .. call.id)
  record(c, {type = 'CallBackPostponed', line = call.line, queue = call.queue,
    delay_ms = until_ms - c.now}, call, act.actor)
  match_for(c, call.freed)
end

local function on_call_back_due(c, id)
  local call = call_of(c, id)
  if call.phase ~= 'postponed' then return end
  stand_again(c, call, 'router', call.promised)
  match(c, {call.stands_in})
end
