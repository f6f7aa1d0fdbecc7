-- Calls: each act writes state, facts and place in the queue together.

local function check_offer(_, call, act)
  if is_consultation(call, act.routing.offer) then return end
  for _, each in ipairs(call.offers) do
    if each[1] == act.routing.offer then return end
  end
  refuse('OFFER_GONE', 'the call has no such offer')
end

local IN_QUEUE = {waiting = true, offered = true, stranded = true}

-- End a visit to a queue without an answer; the act's facts say how.
local function close_visit(c, call, visit_exit)
  if IN_QUEUE[call.phase] and call.visit == 1 and visit_exit ~= '' then
    count(c, 'left|' .. terms_of(call).line .. '|' .. call.queue .. '|' .. visit_exit)
  end
end

-- Detach the call from queue, offers and talk, in any phase. Returns the advisors that it frees.
local function detach_call(c, call, reason, visit_exit)
  close_visit(c, call, visit_exit)
  if IN_QUEUE[call.phase] then
    record_abandonment(c, call)
    stop_waiting(c, call)
    leave_queue(c, call)
    if call.gateway == '' then redis.call('SREM', c.key .. 'parked', call.id) end
  end
  if call.phase == 'offered' then
    return withdraw_offers(c, call, reason)
  elseif call.phase == 'talking' then
    local free_advisors, advisor = end_consultation(c, call, reason), advisor_of(c, call.advisor)
    begin_wrap_up(c, advisor, call)
    free_advisors[#free_advisors + 1] = advisor
    return free_advisors
  elseif call.phase == 'postponed' then
    clear_timers(c, 'call_back:' .. call.id)
  end
  return {}
end

-- Release the call; its resources were freed before.
local function end_call(c, call)
  if call.number ~= '' then redis.call('HDEL', c.key .. 'promised', call.number) end
  if call.phase == 'parting' then redis.call('SREM', c.key .. 'parting', call.id) else call.ended_at = c.now end
  call.phase = 'released'
  call.expires_ms = ENDED_CALL_TTL_MS + (call.terms ~= '' and terms_of(call).wrap_up_ms or 0)
  redis.call('SREM', c.key .. 'calls:' .. call.gateway, call.id)
end

-- Steps of each verb beside writing state and facts: a check, a step before its facts in the log, and one after them.
-- The step before sets act.free_advisors, which the step after may match to their next calls.
local ENQUEUE, RECEIVE, ANSWER, DECLINE, PART, RELEASE, STEP = {}, {}, {}, {}, {}, {}, {}

local MAY_ENTER = {[''] = true, idle = true, waiting = true, offered = true, talking = true}

function ENQUEUE.check(_, call)
  if not MAY_ENTER[call.phase] then refuse('WRONG_PHASE', 'the call can enter no queue any more') end
end

function ENQUEUE.before_facts(c, call, act)
  act.free_advisors = detach_call(c, call, 'withdrawn', act.visit_exit)
end

function ENQUEUE.after_facts(c, call, act)
  enter_queue(c, call, act.routing)
  match_advisors(c, act.free_advisors, call.stands_in)
  check_overflow(c, call)
end

function RECEIVE.check(_, call, act)
  if not act.by_gateway or call.version > 0 then refuse('WRONG_PHASE', 'only a new call is received') end
end

RECEIVE.is_idempotent, RECEIVE.before_facts = true, ENQUEUE.before_facts

function RECEIVE.after_facts(c, call, act)
  redis.call('SET', c.key .. 'request:' .. act.request, call.id, 'PX', RECEIVED_TTL_MS)
  ENQUEUE.after_facts(c, call, act)
end

-- A call-back is answered by its advisor before its caller is on the line; a consultation during a talk.
function ANSWER.check(c, call, act)
  check_offer(c, call, act)
  if not act.wait_counters and call.visit == 1 and call.phase == 'offered' then
    refuse('WRONG_PHASE', 'an answer without its CallAnswered')
  end
end

-- With ring-all, stop the other phones.
function ANSWER.before_facts(c, call, act)
  if call.phase == 'talking' then return end
  local other_numbers = {}
  for _, each in ipairs(call.offers) do
    if each[1] ~= act.routing.offer then other_numbers[#other_numbers + 1] = each[1] end
  end
  act.free_advisors = withdraw_offers(c, call, 'taken', act.routing.offer)
  for _, number in ipairs(other_numbers) do send_signal(c, call, {type = 'OfferLapsed', offer = number}) end
end

-- Bounds are inclusive, of the threshold and of the buckets.
local function count_wait(c, call, counters)
  local wait_ms = c.now - call.queued_at
  if wait_ms <= terms_of(call).threshold_ms then count(c, counters.within) end
  local bucket = 1
  while counters.bounds_ms[bucket] and wait_ms > counters.bounds_ms[bucket] do bucket = bucket + 1 end
  count(c, counters.buckets[bucket])
  count(c, counters.sum_ms, wait_ms)
end

function ANSWER.after_facts(c, call, act)
  if call.phase == 'talking' then return join_consulted(c, call) end
  record_answer(c, call)
  stop_waiting(c, call)
  leave_queue(c, call)
  call.phase, call.answered_at, call.offers = 'talking', c.now, {}
  set_state(c, advisor_of(c, call.advisor), 'talking', '', call)
  if act.wait_counters then count_wait(c, call, decode_json(act.wait_counters)) end
  match_advisors(c, act.free_advisors)
end

DECLINE.check = check_offer

function DECLINE.before_facts(c, call, act)
  if call.phase == 'talking' then return miss_consultation(c, call, act.routing.reason, act.routing.reason) end
  miss_offers(c, call, {act.routing.offer}, act.routing.reason, act.routing.reason)
end

DECLINE.after_facts = send_overdue

-- Free the call's resources; its advisors' next calls come after the facts of its end.
function RELEASE.before_facts(c, call, act)
  act.free_advisors = detach_call(c, call, 'caller_left', act.visit_exit)
end

function RELEASE.after_facts(c, call, act)
  end_call(c, call)
  match_advisors(c, act.free_advisors)
end

-- A last message requires a caller who waited or talked.
function PART.check(_, call)
  if call.phase ~= 'talking' and not IN_QUEUE[call.phase] then refuse('WRONG_PHASE', 'nobody waits or talks') end
  if call.promised ~= '' then refuse('WRONG_PHASE', 'a call-back ends with its talk') end
end

PART.before_facts = RELEASE.before_facts

function PART.after_facts(c, call, act)
  call.phase, call.ended_at = 'parting', c.now
  redis.call('SADD', c.key .. 'parting', call.id)
  match_advisors(c, act.free_advisors)
end

local function check_version(call, act)
  if call.version ~= act.expects or call.phase == 'released' then
    refuse('VERSION_CONFLICT', 'the call is at version ' .. call.version)
  end
end

-- Fencing: a gateway's process may act only on its own calls, and only while its lease lives.
local function check_lease(c, call, act)
  if not act.by_gateway then return end
  local until_ms = tonumber(redis.call('ZSCORE', c.key .. 'leases', act.gateway) or 0)
  local is_alive, is_holder = until_ms > c.now, call.version == 0 or call.gateway == act.gateway
  if is_alive then c.live_gateway = act.gateway end
  if is_alive and not is_holder and call.promised ~= '' then
    refuse('NOT_HELD', act.gateway .. ' gave the call-back up')
  elseif not is_alive or not is_holder then
    refuse('LEASE_LOST', act.gateway .. ' does not hold the call any more')
  end
end

-- Measure the time on hold; each of `holds` begins a hold or ends one.
local function measure_holds(c, call, holds)
  for _, begins in ipairs(holds) do
    if begins then
      call.held_at = call.held_at or c.now
    elseif call.held_at then
      call.held_ms, call.held_at = call.held_ms + c.now - call.held_at, false
    end
  end
end

local function write_state(c, call, act, state)
  if call.version == 0 then
    call.site, call.gateway, call.phase, call.arrived_at = act.site, act.gateway, 'idle', c.now
    redis.call('SADD', c.key .. 'calls:' .. act.gateway, call.id)
  end
  call.version, call.state, call.card = call.version + 1, state, act.card
  call.request, call.committed_at = act.request, c.now
end

-- args from 3 on: the act's facts, the state of a promised call-back if any, then alternating references and values.
local function write_facts(c, call, act, args)
  local first_reference = 3 + act.facts + (act.promise and 1 or 0)
  for i = 3, 2 + act.facts do append(c, call.id, act.actor, act.site, args[i]) end
  for _, counter in ipairs(act.increments) do count(c, counter) end
  if args[first_reference] then redis.call('HSET', c.key .. 'person', unpack(args, first_reference)) end
  if act.mailbox_id ~= '' then redis.call('XDEL', c.key .. 'mailbox:' .. call.gateway, act.mailbox_id) end
end

-- Build an act from its unpacked values; `free_advisors` is set by the verb's steps.
local function build_act(call, expects, gateway, by_gateway, request, actor, site, mailbox_id, card, facts, increments,
    routing, visit_exit, wait_counters, promise, holds)
  return {call = call, expects = expects, gateway = gateway, by_gateway = by_gateway, request = request, actor = actor,
    site = site, mailbox_id = mailbox_id, card = card, facts = facts, increments = increments, routing = routing,
    visit_exit = visit_exit, wait_counters = wait_counters, promise = promise, holds = holds, free_advisors = false}
end

-- args: the act (MessagePack), the new state, facts and personal data. Returns the new version and the clock.
local function commit(keys, args, verb)
  local c = campaign(keys)
  local act = build_act(cmsgpack.unpack(args[1]))
  local call = call_of(c, act.call)
  if act.promise then act.promise.state = args[3 + act.facts] end
  if call.version > 0 and call.request == act.request then return {call.version, call.committed_at} end
  if verb.is_idempotent and redis.call('EXISTS', c.key .. 'request:' .. act.request) == 1 then return {1, c.now} end
  check_version(call, act)
  check_lease(c, call, act)
  if verb.check then verb.check(c, call, act) end
  write_state(c, call, act, args[2])
  measure_holds(c, call, act.holds)
  if verb.before_facts then verb.before_facts(c, call, act) end
  write_facts(c, call, act, args)
  if verb.after_facts then verb.after_facts(c, call, act) end
  save(c)
  return {call.version, c.now}
end
