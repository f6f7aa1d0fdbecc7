-- Matching: the call that has waited longest meets the advisor whom its queue puts first.

local function head_entry(c, key, weight)
  local head = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
  if not head[1] then return end
  local arrival = tonumber(head[2])
  return {place = head[1], arrival = arrival, urgency = weight * (c.now - arrival), advisor = false}
end

-- Who is served first: by wait and weight, then by arrival, then by place.
local function is_before(a, b)
  if not a or not b then return a end
  if a.urgency ~= b.urgency then return a.urgency > b.urgency end
  if a.arrival ~= b.arrival then return a.arrival < b.arrival end
  return a.place < b.place
end

-- The first in line of a queue, whether it waits or gathers phones.
local function queue_head(c, queue, rules)
  local waiting = head_entry(c, c.key .. 'waiting:' .. queue, rules.weight)
  if rules.strategy ~= 'ring_all' then return waiting end
  local gathering = head_entry(c, c.key .. 'gathering:' .. queue, rules.weight)
  return is_before(gathering, waiting) and gathering or waiting
end

-- Of the bands up to the last, the ready advisor with the lowest score; among equals the better band, then the id.
local function best_ready_advisor(c, queue, last)
  local best, lowest_score
  for band = 0, last do
    local entry = redis.call('ZRANGE', ready_key(c, queue, band), 0, 0, 'WITHSCORES')
    local score = tonumber(entry[2])
    if score and (not best or score < lowest_score) then best, lowest_score = entry[1], score end
  end
  return best
end

-- Anyone of the ready, each as likely as the others: who has drawn the lot, counted by band and id.
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

-- Whom the queue rings for its head, if anybody is ready who may be rung.
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

-- Of these queues, the first in line for whom an advisor is ready: place and advisor, or nothing. Who stands behind
-- the head of a queue has waited less, so may be rung to nobody to whom the head may not.
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

-- A dead gateway's call is offered to nobody: it only waits to be ended.
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

-- Offer the call that stands there to the advisor, unless nobody is there who could ring.
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

-- Make every offer that these queues allow; where only these advisors became free, until each of them has one.
local function match(c, queues, free_advisors)
  local pair = next_pair(c, queues)
  while pair do
    try_offer(c, pair.place, advisor_of(c, pair.advisor))
    pair = (not free_advisors or has_available(free_advisors)) and next_pair(c, queues)
  end
end

-- Whether time alone may have opened a band of some queue of theirs to others who are ready.
local function has_timed_bands(c, advisor)
  for queue in pairs(levels_of(advisor)) do
    if #rules_of(c, queue).bands > 1 then return true end
  end
end

-- The call to be offered to an advisor who alone became free: nobody else is ready to whom it may be rung.
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

-- Advisors of whom some may be available now find what waits for them; in a queue as well, if one is named. As before
-- the act nobody was free for whom a call could be rung, what it makes possible is theirs, or that queue's.
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

-- Nobody picked up: a miss for each, and if no phone rings any more the call waits again where it stood.
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

-- The time of the first offers is over, and nobody said what came of them.
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

-- Another band is open to the call, if it still is in the queue.
function TIMER_HANDLERS.band(c, id)
  local call = call_of(c, id)
  if call.phase ~= 'waiting' and call.phase ~= 'offered' then return end
  schedule_band(c, id, rules_of(c, call.stands_in), arrival_of(call))
  match(c, {call.stands_in})
end

-- A gateway is there: call-backs that waited for one are offered, so many at a time.
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
