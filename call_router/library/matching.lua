-- Matching: offer the call that has waited longest to the advisor whom its queue ranks first.

local function head_entry(c, key, weight)
  local head = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if not head[1] then return end
  local arrival = tonumber(head[2])
  return {place = head[1], arrival = arrival, urgency = weight * (c.now - arrival), advisor = false}
end

-- Order of service: by weighted wait, then arrival, then place.
local function is_before(a, b)
  if not a or not b then return a end
  if a.urgency ~= b.urgency then return a.urgency > b.urgency end
  if a.arrival ~= b.arrival then return a.arrival < b.arrival end
  return a.place < b.place
end

-- Return the first call of a queue, waiting or gathering phones.
local function queue_head(c, queue, rules)
  local waiting = head_entry(c, c.key .. 'waiting:' .. queue, rules.weight)
  if rules.strategy ~= 'ring_all' then return waiting end
  local gathering = head_entry(c, c.key .. 'gathering:' .. queue, rules.weight)
  return is_before(gathering, waiting) and gathering or waiting
end

-- Return the ready advisor with the lowest score in the bands up to `last`; ties go to the better band, then the id.
local function best_ready_advisor(c, queue, last)
  local best, lowest_score
  for band = 0, last do
    local entry = redis.call('ZRANGE', ready_key(c, queue, band), 0, 0, 'WITHSCORES')
    local score = tonumber(entry[2])
    if score and (not best or score < lowest_score) then best, lowest_score = entry[1], score end
  end
  return best
end

-- Return a random ready advisor, each with equal probability; `random` counts by band and id.
local function random_ready_advisor(c, queue, last, random)
  local sizes, total = {}, 0
  for band = 0, last do
    sizes[band] = redis.call('ZCARD', ready_key(c, queue, band))
    total = total + sizes[band]
  end
  if total == 0 then return end
  local rank = random % total
  for band = 0, last do
    if rank < sizes[band] then return redis.call('ZRANGE', ready_key(c, queue, band), rank, rank)[1] end
    rank = rank - sizes[band]
  end
end

-- Return the advisor to ring for the queue's head, if one is ready in an open band.
local function choose_advisor(c, queue, rules, head)
  if queue:sub(1, 1) == '@' then
    local id = queue:sub(2)
    return advisor_of(c, id).state == 'available' and id
  end
  local last = open_band(rules, c.now - head.arrival)
  if rules.strategy == 'random' then
    return random_ready_advisor(c, queue, last, pseudo_random(c.seq, call_id_of(head.place)))
  end
  return best_ready_advisor(c, queue, last)
end

-- Return the first call of these queues with a ready advisor, as place and advisor, or nil. Calls behind a queue's head
-- have waited less, so no other advisor may be rung for them.
local function next_pair(c, queues)
  local best
  for _, queue in ipairs(queues) do
    local rules = rules_of(c, queue)
    local head = queue_head(c, queue, rules)
    if is_before(head, best) then
      head.advisor = choose_advisor(c, queue, rules, head)
      if head.advisor then best = head end
    end
  end
  return best
end

-- Remove a dead gateway's call from the offers; it waits only to be ended.
local function strand(c, call)
  redis.call('ZREM', c.key .. 'gathering:' .. call.stands_in, call.place)
  clear_timers(c, 'band:' .. call.id)
  if call.phase == 'waiting' then
    redis.call('ZREM', c.key .. 'waiting:' .. call.stands_in, call.place)
    call.phase = 'stranded'
  end
end

local function has_available(advisors)
  for _, advisor in ipairs(advisors) do
    if advisor.state == 'available' then return true end
  end
  return false
end

-- Offer the call at the place to the advisor, if a gateway is alive to ring.
local function try_offer(c, place, advisor)
  local call = call_of(c, call_id_of(place))
  if is_gone(c, call.gateway) then
    strand(c, call)
  elseif ensure_gateway(c, call) then
    offer(c, call, advisor)
  else
    park(c, call)
  end
end

-- Make all offers that these queues allow; with `free_advisors`, stop when each of them has one.
local function match(c, queues, free_advisors)
  local pair = next_pair(c, queues)
  while pair do
    try_offer(c, pair.place, advisor_of(c, pair.advisor))
    pair = (not free_advisors or has_available(free_advisors)) and next_pair(c, queues)
  end
end

-- Return whether elapsed time may have opened a band in the advisor's queues for other ready advisors.
local function has_timed_bands(c, advisor)
  for queue in pairs(levels_of(advisor)) do
    if #rules_of(c, queue).bands > 1 then return true end
  end
end

-- Return the next call for an advisor who is the only one freed; no other ready advisor may be rung for it.
local function next_call(c, advisor)
  local best = head_entry(c, c.key .. 'waiting:' .. personal_queue(advisor), DEFAULT_RULES.weight)
  for queue, level in pairs(levels_of(advisor)) do
    local rules = rules_of(c, queue)
    local head = band_of(rules, level) and queue_head(c, queue, rules)
    if head and is_before(head, best) then best = head end
  end
  return best
end

local function match_advisor(c, advisor)
  while advisor.state == 'available' do
    local head = next_call(c, advisor)
    if not head then return add_ready(c, advisor) end
    try_offer(c, head.place, advisor)
  end
end

-- Match those of the advisors who are available; with `queue`, that queue too. Before the act no call had a ready
-- advisor, so only these advisors and that queue can have new matches.
local function match_advisors(c, advisors, queue)
  if not queue and #advisors == 1 and not has_timed_bands(c, advisors[1]) then return match_advisor(c, advisors[1]) end
  local queues = {queue}
  for _, advisor in ipairs(advisors) do
    if advisor.state == 'available' then
      add_ready(c, advisor)
      add_served_queues(queues, advisor)
    end
  end
  if #queues > 0 then match(c, queues, not queue and advisors) end
end

-- Count a miss for each unanswered offer; if no phone rings any more, the call waits again at its place.
local function miss_offers(c, call, numbers, reason, pause_reason)
  local advisors = {}
  for _, number in ipairs(numbers) do
    advisors[#advisors + 1] = end_offer(c, call, number, reason)
    record_missed_offer(c, advisors[#advisors], call, pause_reason)
  end
  set_last_advisor(call)
  update_gathering(c, call)
  if #call.offers > 0 then
    schedule_lapse(c, call)
  else
    stop_waiting(c, call)
    start_waiting(c, call)
  end
  match_advisors(c, advisors, call.stands_in)
end

-- Expire the oldest offers, whose ringing time passed without an answer.
local function lapse_offers(c, call)
  local numbers = {}
  for _, each in ipairs(call.offers) do
    if each[3] + terms_of(call).ring_ms + GRACE_MS <= c.now then
      numbers[#numbers + 1] = each[1]
      send_signal(c, call, {type = 'OfferLapsed', offer = each[1]})
    end
  end
  if #numbers > 0 then miss_offers(c, call, numbers, 'lapsed', 'no_answer') end
end

-- Match again when another band opens to a call that is still in the queue.
function TIMER_HANDLERS.band(c, id)
  local call = call_of(c, id)
  if call.phase ~= 'waiting' and call.phase ~= 'offered' then return end
  schedule_band(c, id, rules_of(c, call.stands_in), arrival_of(call))
  match(c, {call.stands_in})
end

-- Offer parked call-backs, a bounded number at a time, once a gateway is alive.
local function unpark(c)
  local queues = {}
  for _, id in ipairs(redis.call('SPOP', c.key .. 'parked', TICK_ITEMS)) do
    local call = call_of(c, id)
    start_waiting(c, call)
    queues[#queues + 1] = call.stands_in
  end
  if #queues == 0 then return end
  match(c, queues)
  save(c)
end
