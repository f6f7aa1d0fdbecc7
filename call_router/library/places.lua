-- Places: the position of a call in its queue, from its arrival to the answer or the end.

local CALL = {
  fields = {'version', 0, 'site', '', 'gateway', '', 'state', '', 'card', '', 'request', '', 'committed_at', 0,
    'phase', '', 'queue', '', 'terms', '', 'queued_at', 0, 'first_at', 0, 'head_start_ms', 0, 'stands_in', '',
    'place', '', 'offer', 0, 'offers', {}, 'advisor', '', 'wait_until', 0, 'visit', 0, 'consulted', '',
    'consult_offer', 0, 'promised', '', 'arrived_at', false, 'offered_at', false, 'answered_at', false,
    'ended_at', false, 'number', '', 'held_at', false, 'held_ms', 0},
  transient = {expires_ms = false},
}

local function call_of(c, id)
  return row_of(c, CALL, c.key .. 'call:' .. id, id)
end

-- Terms of the current or last wait.
local function terms_of(call)
  return decode_json(call.terms)
end

-- Arrival that orders the queues: the first in any of them, minus the head start.
local function arrival_of(call)
  return call.first_at - call.head_start_ms
end

local function call_id_of(place)
  return place:sub(17)  -- 15 digits and a colon
end

-- Set a timer for the next band that opens to the call, if any.
local function schedule_band(c, id, rules, arrival)
  local next_band = rules.bands[open_band(rules, c.now - arrival) + 2]
  if next_band then set_timer(c, 'band:' .. id, arrival + next_band.after_ms) end
end

-- Enter the queue at the call's own place.
local function start_waiting(c, call)
  redis.call('ZADD', c.key .. 'waiting:' .. call.stands_in, arrival_of(call), call.place)
  call.phase = 'waiting'
  schedule_band(c, call.id, rules_of(c, call.stands_in), arrival_of(call))
end

-- With ring-all, a call that rings at fewer phones than allowed stays in line for more.
local function update_gathering(c, call)
  local rules = rules_of(c, call.stands_in)
  if rules.strategy ~= 'ring_all' then return end
  local ringing = #call.offers
  if ringing > 0 and ringing < rules.ring_most then
    redis.call('ZADD', c.key .. 'gathering:' .. call.stands_in, arrival_of(call), call.place)
  else
    redis.call('ZREM', c.key .. 'gathering:' .. call.stands_in, call.place)
  end
end

-- Remove the call from the queue, waiting or ringing.
local function stop_waiting(c, call)
  if call.phase == 'waiting' then
    redis.call('ZREM', c.key .. 'waiting:' .. call.stands_in, call.place)
  else
    redis.call('ZREM', c.key .. 'ringing:' .. call.stands_in, call.place)
    if rules_of(c, call.stands_in).strategy == 'ring_all' then
      redis.call('ZREM', c.key .. 'gathering:' .. call.stands_in, call.place)
    end
  end
  clear_timers(c, 'offer:' .. call.id, 'band:' .. call.id)
end
