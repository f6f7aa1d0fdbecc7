-- Advisors: offline -> available -> offered -> talking -> wrap_up -> available, and paused from anywhere but a call.

local ADVISOR = {'state', 'reason', 'call', 'idle_since', 'queues', 'address', 'pending', 'pending_reason'}

local function advisor_of(c, id)
  local advisor = fetch(c.key .. 'advisor:' .. id, ADVISOR)
  advisor.id = id
  if advisor.state == '' then advisor.state = 'offline' end
  advisor.queues = advisor.queues ~= '' and cjson.decode(advisor.queues) or {}
  return advisor
end

local function is_with_a_call(advisor)
  return advisor.state == 'offered' or advisor.state == 'talking'
end

-- The queues of an advisor, and the one where calls wait for nobody else.
local function served_by(advisor)
  local served = {'@' .. advisor.id}
  for _, queue in ipairs(advisor.queues) do served[#served + 1] = queue end
  return served
end

-- Be found by the queues, as idle since then, or no longer.
local function list(c, advisor, idle_since)
  for _, queue in ipairs(served_by(advisor)) do
    redis.call('ZADD', c.key .. 'ready:' .. queue, idle_since, advisor.id)
  end
end

local function unlist(c, advisor)
  for _, queue in ipairs(served_by(advisor)) do
    redis.call('ZREM', c.key .. 'ready:' .. queue, advisor.id)
  end
end

-- Be counted among those on duty for the queues, who may take a call sooner or later, or no longer.
local function stand_duty(c, advisor, on_duty)
  for _, queue in ipairs(advisor.queues) do
    redis.call(on_duty and 'SADD' or 'SREM', c.key .. 'duty:' .. queue, advisor.id)
  end
end

local WITH_A_CALL = {offered = true, talking = true, wrap_up = true}

-- Go into a state, whatever was held by the one before given up.
local function become(c, advisor, state, reason, call, actor)
  if advisor.state == 'available' then unlist(c, advisor) end
  if (advisor.state == 'offline') ~= (state == 'offline') then stand_duty(c, advisor, state ~= 'offline') end
  if advisor.state == 'wrap_up' then redis.call('ZREM', c.key .. 'timers', 'wrap_up:' .. advisor.id) end
  record(c, {type = 'AdvisorStateChanged', advisor = advisor.id, state = state, previous = advisor.state,
    reason = reason}, call, actor)
  advisor.state, advisor.reason, advisor.call = state, reason, WITH_A_CALL[state] and call.id or ''
  redis.call('HSET', c.key .. 'advisor:' .. advisor.id, 'state', state, 'reason', reason, 'since', c.now,
    'call', advisor.call, 'until', '')
end

-- Say when the state ends of itself, for whoever counts down.
local function stay_until(c, advisor, at)
  redis.call('HSET', c.key .. 'advisor:' .. advisor.id, 'until', at)
end

local function become_available(c, advisor, reason, idle_since, call, actor)
  become(c, advisor, 'available', reason, call, actor)
  advisor.idle_since = idle_since
  redis.call('HSET', c.key .. 'advisor:' .. advisor.id, 'idle_since', idle_since)
  list(c, advisor, idle_since)
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

-- Where the phone is and which queues it serves, from now on.
local function move_in(c, advisor, address, queues)
  if advisor.state == 'available' then unlist(c, advisor) end
  if advisor.state ~= 'offline' then stand_duty(c, advisor, false) end
  advisor.address, advisor.queues = address, queues
  if advisor.state ~= 'offline' then stand_duty(c, advisor, true) end
  redis.call('HSET', c.key .. 'advisor:' .. advisor.id, 'state', advisor.state, 'address', address,
    'queues', cjson.encode(queues))
  redis.call('SADD', c.key .. 'advisors', advisor.id)
  if #queues > 0 then redis.call('SADD', c.key .. 'queues', unpack(queues)) end
  if advisor.state == 'available' then list(c, advisor, advisor.idle_since) end
end

-- What is asked for during a call is a fact: the state that follows the call then ends the wish.
local function say_wish(c, advisor, pending, reason)
  if advisor.pending == pending and advisor.pending_reason == reason then return end
  wish(c, advisor, pending, reason)
  record(c, {type = 'AdvisorWished', advisor = advisor.id, wish = pending, reason = reason}, nil,
    'advisor:' .. advisor.id)
end

-- Stop taking calls: at once, or after the call. Doing so twice is doing so once.
local function step_back(c, advisor, state, reason)
  if is_with_a_call(advisor) then
    say_wish(c, advisor, state, reason)
  elseif advisor.state ~= state or advisor.reason ~= reason then
    if advisor.pending ~= '' then wish(c, advisor, '', '') end
    redis.call('SADD', c.key .. 'advisors', advisor.id)
    become(c, advisor, state, reason, nil, 'advisor:' .. advisor.id)
  end
end
