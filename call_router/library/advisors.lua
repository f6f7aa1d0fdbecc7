-- Advisors: offline -> available -> offered -> talking -> wrap_up -> available, and paused from anywhere but a call.

local ADVISOR = {'state', 'reason', 'call', 'idle_since', 'queues', 'address', 'pending', 'pending_reason', 'answered',
  'misses', 'offered_seq'}
local MIDDLE_LEVEL = 5

-- Level by queue; an advisor who last came in under an earlier release left a list without levels.
local function levels_of(text)
  local queues = text ~= '' and cjson.decode(text) or {}
  for i = #queues, 1, -1 do queues[queues[i]], queues[i] = MIDDLE_LEVEL, nil end
  return queues
end

local function advisor_of(c, id)
  local advisor = fetch(c.key .. 'advisor:' .. id, ADVISOR)
  advisor.id = id
  if advisor.state == '' then advisor.state = 'offline' end
  advisor.queues = levels_of(advisor.queues)
  for _, number in ipairs({'idle_since', 'answered', 'misses', 'offered_seq'}) do
    advisor[number] = tonumber(advisor[number]) or 0
  end
  return advisor
end

local function is_with_a_call(advisor)
  return advisor.state == 'offered' or advisor.state == 'talking'
end

local function ready_key(c, queue, band)
  return c.key .. 'ready:' .. queue .. ':' .. band
end

-- The queues whose calls an advisor may be offered: those served, and the one where calls wait for nobody else.
local function served_by(advisor)
  local served = {'@' .. advisor.id}
  for queue in pairs(advisor.queues) do served[#served + 1] = queue end
  return served
end

-- Be counted among those on duty for the queues, who may take a call sooner or later, or no longer.
local function stand_duty(c, advisor, on_duty)
  for queue in pairs(advisor.queues) do
    redis.call(on_duty and 'SADD' or 'SREM', c.key .. 'duty:' .. queue, advisor.id)
  end
end

-- Be found by the queues, each by its own strategy and in one band of it, or no longer.
local function list(c, advisor)
  for queue, level in pairs(advisor.queues) do
    local rules = rules_of(c, queue)
    local band = band_of(rules, level)
    if band then redis.call('ZADD', ready_key(c, queue, band), SCORES[rules.strategy](advisor, level), advisor.id) end
  end
end

local function unlist(c, advisor)
  for queue, level in pairs(advisor.queues) do
    local band = band_of(rules_of(c, queue), level)
    if band then redis.call('ZREM', ready_key(c, queue, band), advisor.id) end
  end
end

local WITH_A_CALL = {offered = true, talking = true, wrap_up = true}
local ENDS_A_ROW = {talking = true, paused = true, offline = true}

-- What a state makes of the calls answered since on duty, and of the misses in a row.
local function tally(advisor, state)
  if state == 'talking' then advisor.answered = advisor.answered + 1 end
  if state == 'offline' then advisor.answered = 0 end
  if ENDS_A_ROW[state] then advisor.misses = 0 end
end

-- Go into a state, whatever was held by the one before given up.
local function become(c, advisor, state, reason, call, actor)
  if advisor.state == 'available' then unlist(c, advisor) end
  if (advisor.state == 'offline') ~= (state == 'offline') then stand_duty(c, advisor, state ~= 'offline') end
  if advisor.state == 'wrap_up' then redis.call('ZREM', c.key .. 'timers', 'wrap_up:' .. advisor.id) end
  record(c, {type = 'AdvisorStateChanged', advisor = advisor.id, state = state, previous = advisor.state,
    reason = reason}, call, actor)
  advisor.state, advisor.reason, advisor.call = state, reason, WITH_A_CALL[state] and call.id or ''
  tally(advisor, state)
  redis.call('HSET', c.key .. 'advisor:' .. advisor.id, 'state', state, 'reason', reason, 'since', c.now,
    'call', advisor.call, 'until', '', 'answered', advisor.answered, 'misses', advisor.misses,
    'offered_seq', advisor.offered_seq)
end

-- Say when the state ends of itself, for whoever counts down.
local function stay_until(c, advisor, at)
  redis.call('HSET', c.key .. 'advisor:' .. advisor.id, 'until', at)
end

local function become_available(c, advisor, reason, idle_since, call, actor)
  become(c, advisor, 'available', reason, call, actor)
  advisor.idle_since = idle_since
  redis.call('HSET', c.key .. 'advisor:' .. advisor.id, 'idle_since', idle_since)
  list(c, advisor)
end

local function wish(c, advisor, pending, reason)
  advisor.pending, advisor.pending_reason = pending, reason
  redis.call('HSET', c.key .. 'advisor:' .. advisor.id, 'pending', pending, 'pending_reason', reason)
end

-- A pause or a leave that was asked for during the call takes effect now. Returns whether there was one.
local function grant_wish(c, advisor, call, actor)
  local state, reason = advisor.pending, advisor.pending_reason
  if state == '' then return false end
  wish(c, advisor, '', '')
  become(c, advisor, state, reason, call, actor)
  return true
end

-- The call is over, or was never theirs: back to the queues, or to what was asked for.
local function set_free(c, advisor, reason, idle_since, call, actor)
  if not grant_wish(c, advisor, call, actor) then become_available(c, advisor, reason, idle_since, call, actor) end
end

-- An offer was not taken: after so many in a row they pause, else they are the last in line. A wish comes first.
local function note_miss(c, advisor, call, reason)
  if grant_wish(c, advisor, call) then return end
  advisor.misses = advisor.misses + 1
  if advisor.misses >= call.misses then
    become(c, advisor, 'paused', reason, call)
  else
    become_available(c, advisor, reason, c.now, call)
  end
end

local function begin_wrap_up(c, advisor, call)
  local lasts_ms = tonumber(call.wrap_up_ms)
  if lasts_ms == 0 then
    set_free(c, advisor, '', c.now, call)
  else
    become(c, advisor, 'wrap_up', '', call)
    stay_until(c, advisor, c.now + lasts_ms)
    redis.call('ZADD', c.key .. 'timers', c.now + lasts_ms, 'wrap_up:' .. advisor.id)
  end
end

-- Where the phone is and which queues it serves (level by queue, JSON), from now on.
local function move_in(c, advisor, address, queues)
  if advisor.state == 'available' then unlist(c, advisor) end
  if advisor.state ~= 'offline' then stand_duty(c, advisor, false) end
  advisor.address, advisor.queues = address, levels_of(queues)
  if advisor.state ~= 'offline' then stand_duty(c, advisor, true) end
  redis.call('HSET', c.key .. 'advisor:' .. advisor.id, 'state', advisor.state, 'address', address, 'queues', queues)
  redis.call('SADD', c.key .. 'advisors', advisor.id)
  for queue in pairs(advisor.queues) do redis.call('SADD', c.key .. 'queues', queue) end
  if advisor.state == 'available' then list(c, advisor) end
end

-- What is asked for during a call is a fact: the state that follows the call then ends the wish.
local function say_wish(c, advisor, pending, reason, actor)
  if advisor.pending == pending and advisor.pending_reason == reason then return end
  wish(c, advisor, pending, reason)
  record(c, {type = 'AdvisorWished', advisor = advisor.id, wish = pending, reason = reason}, nil, actor)
end

-- Stop taking calls: at once, or after the call. Doing so twice is doing so once.
local function step_back(c, advisor, state, reason, actor)
  if is_with_a_call(advisor) then
    say_wish(c, advisor, state, reason, actor)
  elseif advisor.state ~= state or advisor.reason ~= reason then
    if advisor.pending ~= '' then wish(c, advisor, '', '') end
    redis.call('SADD', c.key .. 'advisors', advisor.id)
    become(c, advisor, state, reason, nil, actor)
  end
end
