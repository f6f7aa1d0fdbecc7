-- Offers: a phone rings for a call until the advisor picks up or the offer ends.

-- The call names the advisor of its last open offer.
local function set_last_advisor(call)
  local last = call.offers[#call.offers]
  if last then call.advisor = last[2] end
end

-- All offers ring equally long, so the first one expires first.
local function schedule_lapse(c, call)
  set_timer(c, 'offer:' .. call.id, call.offers[1][3] + terms_of(call).ring_ms + GRACE_MS)
end

-- Ring an advisor's phone for the call's last offer.
local function ring(c, call, advisor)
  record(c, {type = 'AdvisorOffered', queue = call.queue, advisor = advisor.id, offer = call.offer}, call)
  count(c, 'offers|' .. call.queue)
  advisor.offered_seq = c.seq
  set_state(c, advisor, 'offered', '', call, nil, c.now + terms_of(call).ring_ms)
  send_signal(c, call, {type = 'AdvisorChosen', advisor = advisor.id, address = advisor.address, queue = call.queue,
    offer = call.offer, ring_ms = terms_of(call).ring_ms})
end

local function offer(c, call, advisor)
  local offers = call.offers
  call.phase, call.offer, call.offered_at = 'offered', call.offer + 1, c.now
  offers[#offers + 1] = {call.offer, advisor.id, c.now}
  if #offers == 1 then
    redis.call('ZREM', c.key .. 'waiting:' .. call.stands_in, call.place)
    redis.call('ZADD', c.key .. 'ringing:' .. call.stands_in, arrival_of(call), call.place)
    schedule_lapse(c, call)
  end
  set_last_advisor(call)
  update_gathering(c, call)
  ring(c, call, advisor)
end

local function record_offer_end(c, call, advisor, number, reason)
  record(c, {type = 'OfferEnded', queue = call.queue, advisor = advisor.id, offer = number, reason = reason}, call)
  count(c, 'offer_ended|' .. call.queue .. '|' .. reason)
end

-- End one offer. Returns its advisor.
local function end_offer(c, call, number, reason)
  local offers, at = call.offers, 1
  while offers[at][1] ~= number do at = at + 1 end
  local advisor = advisor_of(c, table.remove(offers, at)[2])
  record_offer_end(c, call, advisor, number, reason)
  return advisor
end

-- End every offer except an accepted one, if any. None counts as a miss, and idle times are kept. Returns the freed
-- advisors. The caller of this function updates the call's place.
local function withdraw_offers(c, call, reason, accepted)
  local free_advisors = {}
  for _, each in ipairs({unpack(call.offers)}) do
    if each[1] ~= accepted then
      local advisor = end_offer(c, call, each[1], reason)
      free_advisor(c, advisor, reason, advisor.idle_since, call)
      free_advisors[#free_advisors + 1] = advisor
    end
  end
  set_last_advisor(call)
  return free_advisors
end
