-- Call-backs: a separate call takes over the place of the one in which it was promised. Its caller is not on the line.

local PROMISE, POSTPONE = {}, {}
local PROMISE_FIELDS = {'queue', 'terms', 'queued_at', 'first_at', 'head_start_ms', 'stands_in'}

PROMISE.ttl_ms = 86400000

-- Count the call-backs promised in a scope since a moment.
function PROMISE.count_since(c, scope, since)
  return redis.call('ZCOUNT', c.key .. 'promises:' .. scope, '(' .. since, '+inf')
end

function PROMISE.remember(c, caps, id)
  local updated = {}
  for _, cap in ipairs(caps) do
    local key = c.key .. 'promises:' .. cap.scope
    if not updated[key] then
      updated[key] = true
      redis.call('ZREMRANGEBYSCORE', key, '-inf', c.now - PROMISE.ttl_ms)
      redis.call('ZADD', key, c.now, id)
      redis.call('PEXPIRE', key, PROMISE.ttl_ms)
    end
  end
end

function PROMISE.check(c, call, act)
  if call.phase ~= 'waiting' and call.phase ~= 'offered' then refuse('WRONG_PHASE', 'the call has no place to keep') end
  if redis.call('EXISTS', c.key .. 'call:' .. act.routing.call_back) == 1 then
    refuse('WRONG_PHASE', 'there is such a call already')
  end
  local number = act.routing.number or ''
  if number ~= '' and redis.call('HEXISTS', c.key .. 'promised', number) == 1 then
    refuse('CALL_BACK_OPEN', 'the number waits for a call-back already')
  end
  for _, cap in ipairs(act.routing.caps or {}) do
    if PROMISE.count_since(c, cap.scope, c.now - cap.within_ms) >= cap.limit then
      refuse('CAP_REACHED', cap.name .. ' is the cap of call-backs')
    end
  end
end

function PROMISE.before_facts(c, call, act)
  act.free_advisors = detach_call(c, call, 'withdrawn', act.visit_exit)
end

-- Enter the queue at the call-back's place, again or for the first time; the fact is JSON.
local function requeue_call_back(c, call_back, actor, fact)
  append(c, call_back.id, actor, call_back.site, fact)
  redis.call('ZADD', c.key .. 'entered:' .. call_back.queue, call_back.queued_at, call_back.place)
  start_waiting(c, call_back)
end

local function open_call_back(c, call, act)
  local id = act.routing.call_back
  local call_back = call_of(c, id)
  for _, field in ipairs(PROMISE_FIELDS) do call_back[field] = call[field] end
  call_back.version, call_back.place = 1, call.place:sub(1, 16) .. id
  call_back.state, call_back.card, call_back.promised = act.promise.state, act.routing.card, act.promise.fact
  call_back.site, call_back.arrived_at, call_back.committed_at = call.site, c.now, c.now
  call_back.number = act.routing.number or ''
  if call_back.number ~= '' then redis.call('HSET', c.key .. 'promised', call_back.number, id) end
  PROMISE.remember(c, act.routing.caps or {}, id)
  redis.call('SADD', c.key .. 'calls:', id)
  requeue_call_back(c, call_back, act.actor, act.promise.fact)
end

function PROMISE.after_facts(c, call, act)
  end_call(c, call)
  open_call_back(c, call, act)
  match_advisors(c, act.free_advisors, call.stands_in)
end

-- After a transfer its caller is on the line, and it visits a queue like any other call.
function POSTPONE.check(_, call)
  if call.promised == '' or call.visit == 1 or call.phase == 'postponed' then
    refuse('WRONG_PHASE', 'no call-back that is tried')
  end
end

-- The caller was not reached, so there is no wrap-up.
function POSTPONE.before_facts(c, call, act)
  if call.phase ~= 'talking' then
    act.free_advisors = detach_call(c, call, 'withdrawn', '')
    return
  end
  local advisor = advisor_of(c, call.advisor)
  act.free_advisors = end_consultation(c, call, 'withdrawn')
  free_advisor(c, advisor, '', c.now, call)
  act.free_advisors[#act.free_advisors + 1] = advisor
end

function POSTPONE.after_facts(c, call, act)
  local until_ms = math.max(act.routing.until_ms, c.now)
  unassign_gateway(c, call)
  call.phase = 'postponed'
  if act.routing.attempt then
    local promised = cjson.decode(call.promised)
    promised.attempt = act.routing.attempt
    call.promised = cjson.encode(promised)
  end
  set_timer(c, 'call_back:' .. call.id, until_ms)
  record(c, {type = 'CallBackPostponed', line = terms_of(call).line, queue = call.queue,
    delay_ms = until_ms - c.now}, call, act.actor)
  match_advisors(c, act.free_advisors)
end

function TIMER_HANDLERS.call_back(c, id)
  local call = call_of(c, id)
  if call.phase ~= 'postponed' then return end
  requeue_call_back(c, call, 'router', call.promised)
  match(c, {call.stands_in})
end
