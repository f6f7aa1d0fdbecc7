-- Offers: a phone rings for a call, until somebody picks up or the offer ends.

-- The call shows the advisor of the last offer that stands.
local function show_last(call)
  local last = call.offers[#call.offers]
  if last then call.advisor = last[2] end
end

-- The first of the offers lapses first: they all ring for as long.
local function await_lapse(c, call)
  wake(c, 'offer:' .. call.id, call.offers[1][3] + terms_of(call).ring_ms + GRACE_MS)
end

-- The phone of an advisor begins to ring for the call's last offer.
local function ring(c, call, advisor)
  record(c, {type = 'AdvisorOffered', queue = call.queue, advisor = advisor.id, offer = call.offer}, call)
  count(c, 'offers|' .. call.queue)
  advisor.offered_seq = c.seq
  become(c, advisor, 'offered', '', call, nil, c.now + terms_of(call).ring_ms)
  tell(c, call, {type = 'AdvisorChosen', advisor = advisor.id, address = advisor.address, queue = call.queue,
    offer = call.offer, ring_ms = terms_of(call).ring_ms})
end

local function offer(c, call, advisor)
  local offers = call.offers
  call.phase, call.offer, call.offered_at = 'offered', call.offer + 1, c.now
  offers[#offers + 1] = {call.offer, advisor.id, c.now}
  if #offers == 1 then
    redis.call('ZREM', c.key .. 'waiting:' .. call.stands_in, call.place)
    redis.call('ZADD', c.key .. 'ringing:' .. call.stands_in, arrival_of(call), call.place)
    await_lapse(c, call)
  end
  show_last(call)
  gather(c, call)
  ring(c, call, advisor)
end

local function record_offer_end(c, call, advisor, number, reason)
  record(c, {type = 'OfferEnded', queue = call.queue, advisor = advisor.id, offer = number, reason = reason}, call)
  count(c, 'offer_ended|' .. call.queue .. '|' .. reason)
end

-- One offer no longer stands. Returns its advisor.
local function end_offer(c, call, number, reason)
  local offers, at = call.offers, 1
  while offers[at][1] ~= number do at = at + 1 end
  local advisor = advisor_of(c, table.remove(offers, at)[2])
  record_offer_end(c, call, advisor, number, reason)
  return advisor
end

-- End every offer but one that was taken, if any: nobody missed them, and their advisors are as idle as before.
-- Returns those advisors. The call's place is for the caller to settle.
local function call_off(c, call, reason, taken)
  local freed = {}
  for _, each in ipairs({unpack(call.offers)}) do
    if each[1] ~= taken then
      local advisor = end_offer(c, call, each[1], reason)
      set_free(c, advisor, reason, advisor.idle_since, call)
      freed[#freed + 1] = advisor
    end
  end
  show_last(call)
  return freed
end
