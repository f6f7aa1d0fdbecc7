-- Offers: the call that has waited longest meets the advisor who has been idle longest.

local CALL = {'version', 'ended', 'site', 'gateway', 'request', 'committed_at', 'phase', 'line', 'queue',
  'threshold_ms', 'ring_ms', 'wrap_up_ms', 'misses', 'queued_at', 'first_at', 'head_start_ms', 'stands_in', 'place',
  'offer', 'advisor', 'wait_until', 'announce_ms', 'answered_at', 'visit'}

local function call_of(c, id)
  local call = fetch(c.key .. 'call:' .. id, CALL)
  call.id = id
  call.version = tonumber(call.version) or 0
  call.offer = tonumber(call.offer) or 0
  if call.phase == '' then call.phase = 'idle' end
  return call
end

-- The arrival that orders the queues: the first in any of them, minus the head start.
local function arrival_of(call)
  return call.first_at - call.head_start_ms
end

local function call_at(place)
  return place:sub(17)  -- 15 digits and a colon
end

local function move(c, call, phase)
  call.phase = phase
  redis.call('HSET', c.key .. 'call:' .. call.id, 'phase', phase)
end

-- Stand in the queue at one's own place, new or old.
local function wait(c, call)
  redis.call('ZADD', c.key .. 'waiting:' .. call.stands_in, arrival_of(call), call.place)
  move(c, call, 'waiting')
end

local function offer(c, call, advisor)
  call.offer, call.advisor = call.offer + 1, advisor.id
  redis.call('ZREM', c.key .. 'waiting:' .. call.stands_in, call.place)
  redis.call('ZADD', c.key .. 'ringing:' .. call.stands_in, arrival_of(call), call.place)
  redis.call('ZADD', c.key .. 'timers', c.now + call.ring_ms + GRACE_MS, 'offer:' .. call.id)
  redis.call('HSET', c.key .. 'call:' .. call.id, 'phase', 'offered', 'offer', call.offer, 'advisor', advisor.id,
    'offered_at', c.now)
  record(c, {type = 'AdvisorOffered', queue = call.queue, advisor = advisor.id, offer = call.offer}, call)
  count(c, 'offers|' .. call.queue)
  become(c, advisor, 'offered', '', call)
  stay_until(c, advisor, c.now + call.ring_ms)
  tell(c, call, {type = 'AdvisorChosen', advisor = advisor.id, address = advisor.address, queue = call.queue,
    offer = call.offer, ring_ms = tonumber(call.ring_ms)})
end

-- The offer no longer stands, whatever comes of it.
local function withdraw(c, call)
  redis.call('ZREM', c.key .. 'ringing:' .. call.stands_in, call.place)
  redis.call('ZREM', c.key .. 'timers', 'offer:' .. call.id)
end

local function record_offer_end(c, call, reason)
  record(c, {type = 'OfferEnded', queue = call.queue, advisor = call.advisor, offer = call.offer, reason = reason},
    call)
  count(c, 'offer_ended|' .. call.queue .. '|' .. reason)
end

-- Of these queues, the call that has waited longest where an advisor is ready: place and advisor, or nothing.
local function next_pair(c, queues)
  local best
  for _, queue in ipairs(queues) do
    local ready = redis.call('ZRANGE', c.key .. 'ready:' .. queue, 0, 0)[1]
    local head = ready and redis.call('ZRANGE', c.key .. 'waiting:' .. queue, 0, 0, 'WITHSCORES') or {}
    local place, arrival = head[1], tonumber(head[2])
    if place and (not best or arrival < best.arrival or (arrival == best.arrival and place < best.place)) then
      best = {place = place, arrival = arrival, advisor = ready}
    end
  end
  return best
end

-- Make every offer that these queues allow. A dead gateway's call is offered to nobody: it only waits to be ended.
local function match(c, queues)
  local pair = next_pair(c, queues)
  while pair do
    local call = call_of(c, call_at(pair.place))
    if is_gone(c, call.gateway) then
      redis.call('ZREM', c.key .. 'waiting:' .. call.stands_in, call.place)
      move(c, call, 'stranded')
    else
      offer(c, call, advisor_of(c, pair.advisor))
    end
    pair = next_pair(c, queues)
  end
end

-- Nobody picked up: the call waits again where it stood, the advisor pauses, the next one is tried.
local function miss(c, call, reason, pause_reason)
  local advisor = advisor_of(c, call.advisor)
  withdraw(c, call)
  record_offer_end(c, call, reason)
  if not grant_wish(c, advisor, call) then become(c, advisor, 'paused', pause_reason, call) end
  wait(c, call)
  match(c, {call.stands_in})
end

-- The call goes elsewhere while the phone rings: the advisor is available again, as idle as before.
local function call_off(c, call, reason)
  local advisor = advisor_of(c, call.advisor)
  withdraw(c, call)
  record_offer_end(c, call, reason)
  set_free(c, advisor, reason, advisor.idle_since, call)
  return {advisor}
end

-- Advisors who are available now find what waits for them.
local function match_for(c, advisors)
  for _, advisor in ipairs(advisors) do
    if advisor.state == 'available' then match(c, served_by(advisor)) end
  end
end
