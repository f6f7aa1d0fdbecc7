-- Advisors: offline -> available -> offered -> talking -> wrap_up -> available, and paused from any state without a
-- call.

local ADVISOR = {
  fields = {'state', 'offline', 'reason', '', 'since', false, 'call', '', 'until', false, 'idle_since', 0,
    'address', '', 'queues', '{}', 'pending', '', 'pending_reason', '', 'answered', 0, 'misses', 0, 'offered_seq', 0},
  transient = {is_listed = true},  -- false: has just become available and is not yet in the ready sets
}

local function levels_of(advisor)
  return decode_json(advisor.queues)
end

local function advisor_of(c, id)
  return row_of(c, ADVISOR, c.key .. 'advisor:' .. id, id)
end

local function has_call(advisor)
  return advisor.state == 'offered' or advisor.state == 'talking'
end

local ready_key
do
  local ends = {}
  for band = 0, MAX_BANDS - 1 do ends[band] = ':' .. band end

  function ready_key(c, queue, band)
    return c.key .. 'ready:' .. queue .. ends[band]
  end
end

-- Queue of calls for only this advisor.
local function personal_queue(advisor)
  return '@' .. advisor.id
end

-- Add the queues whose calls an advisor may be offered; duplicates are harmless.
local function add_served_queues(queues, advisor)
  queues[#queues + 1] = personal_queue(advisor)
  for queue in pairs(levels_of(advisor)) do queues[#queues + 1] = queue end
end

-- Add or remove the advisor as on duty in their queues; advisors who are busy or paused are on duty too.
local function set_duty(c, advisor, on_duty)
  for queue in pairs(levels_of(advisor)) do
    redis.call(on_duty and 'SADD' or 'SREM', c.key .. 'duty:' .. queue, advisor.id)
  end
end

-- Add the advisor to each queue's ready set, in their band and with the score of the strategy.
local function add_ready(c, advisor)
  advisor.is_listed = true
  for queue, level in pairs(levels_of(advisor)) do
    local rules = rules_of(c, queue)
    local band = band_of(rules, level)
    if band then redis.call('ZADD', ready_key(c, queue, band), SCORES[rules.strategy](advisor, level), advisor.id) end
  end
end

local function remove_ready(c, advisor)
  for queue, level in pairs(levels_of(advisor)) do
    local band = band_of(rules_of(c, queue), level)
    if band then redis.call('ZREM', ready_key(c, queue, band), advisor.id) end
  end
end

local CALL_STATES = {offered = true, talking = true, wrap_up = true}
local RESETS_MISSES = {talking = true, paused = true, offline = true}

-- Update the calls answered since on duty, and the consecutive misses.
local function update_counts(advisor, state)
  if state == 'talking' then advisor.answered = advisor.answered + 1 end
  if state == 'offline' then advisor.answered = 0 end
  if RESETS_MISSES[state] then advisor.misses = 0 end
end

-- Enter a state and give up what the previous one held. `until_ms` is the end of a state that ends by itself, for
-- countdowns.
local function set_state(c, advisor, state, reason, call, actor, until_ms)
  if advisor.state == 'available' and advisor.is_listed then remove_ready(c, advisor) end
  if (advisor.state == 'offline') ~= (state == 'offline') then set_duty(c, advisor, state ~= 'offline') end
  if advisor.state == 'wrap_up' then clear_timers(c, 'wrap_up:' .. advisor.id) end
  record(c, {type = 'AdvisorStateChanged', advisor = advisor.id, state = state, previous = advisor.state,
    reason = reason}, call, actor)
  advisor.state, advisor.reason, advisor.since = state, reason, c.now
  advisor.call, advisor['until'] = CALL_STATES[state] and call.id or '', until_ms or false
  update_counts(advisor, state)
end

-- The caller must match the advisor before the act ends, which adds them to the ready sets.
local function make_available(c, advisor, reason, idle_since, call, actor)
  advisor.idle_since = idle_since
  set_state(c, advisor, 'available', reason, call, actor)
  advisor.is_listed = false
end

local function set_pending(advisor, pending, reason)
  advisor.pending, advisor.pending_reason = pending, reason
end

-- Apply a pause or an exit that was requested during the call. Returns whether there was one.
local function apply_pending(c, advisor, call, actor)
  local state, reason = advisor.pending, advisor.pending_reason
  if state == '' then return false end
  set_pending(advisor, '', '')
  set_state(c, advisor, state, reason, call, actor)
  return true
end

-- The call ended, or was never answered: apply the pending request, or return to the queues.
local function free_advisor(c, advisor, reason, idle_since, call, actor)
  if not apply_pending(c, advisor, call, actor) then make_available(c, advisor, reason, idle_since, call, actor) end
end

-- An offer was missed. A pending request applies first; after the limit of consecutive misses the advisor pauses;
-- otherwise they become last in line.
local function record_missed_offer(c, advisor, call, reason)
  if apply_pending(c, advisor, call) then return end
  advisor.misses = advisor.misses + 1
  if advisor.misses >= terms_of(call).misses then
    set_state(c, advisor, 'paused', reason, call)
  else
    make_available(c, advisor, reason, c.now, call)
  end
end

local function begin_wrap_up(c, advisor, call)
  local until_ms = c.now + terms_of(call).wrap_up_ms
  if until_ms == c.now then
    free_advisor(c, advisor, '', c.now, call)
  else
    set_state(c, advisor, 'wrap_up', '', call, nil, until_ms)
    set_timer(c, 'wrap_up:' .. advisor.id, until_ms)
  end
end

-- Set the phone's address and the queues (level by queue, JSON).
local function set_address_and_queues(c, advisor, address, queues)
  if advisor.state == 'available' then remove_ready(c, advisor) end
  if advisor.state ~= 'offline' then set_duty(c, advisor, false) end
  advisor.address, advisor.queues = address, queues
  if advisor.state ~= 'offline' then set_duty(c, advisor, true) end
  redis.call('SADD', c.key .. 'advisors', advisor.id)
  for queue in pairs(levels_of(advisor)) do register_queue(c, queue) end
  if advisor.state == 'available' then add_ready(c, advisor) end
end

-- A request during a call is a fact; the state after the call fulfils it.
local function request_pending(c, advisor, pending, reason, actor)
  if advisor.pending == pending and advisor.pending_reason == reason then return end
  set_pending(advisor, pending, reason)
  record(c, {type = 'AdvisorWished', advisor = advisor.id, wish = pending, reason = reason}, nil, actor)
end

-- Stop taking calls at once, or after the call. Idempotent.
local function make_unavailable(c, advisor, state, reason, actor)
  if has_call(advisor) then
    request_pending(c, advisor, state, reason, actor)
  elseif advisor.state ~= state or advisor.reason ~= reason then
    if advisor.pending ~= '' then set_pending(advisor, '', '') end
    redis.call('SADD', c.key .. 'advisors', advisor.id)
    set_state(c, advisor, state, reason, nil, actor)
  end
end
