-- Consultations: while two talk, a second advisor is asked for, whose phone rings as an offer of its own.

local RESERVE, HAND_OVER, TAKE_BACK = {}, {}, {}

local function check_talking(call)
  if call.phase ~= 'talking' then refuse('WRONG_PHASE', 'nobody talks in the call') end
end

local function keep_consultation(c, call, advisor, offer)
  call.consulted, call.consult_offer = advisor, offer
  redis.call('HSET', c.key .. 'call:' .. call.id, 'offer', call.offer, 'consulted', advisor, 'consult_offer', offer)
end

-- Whether an offer is that of the consultation, and stands.
local function is_consultation(call, offer)
  return call.phase == 'talking' and call.consult_offer == offer
end

function RESERVE.may(c, call, act)
  check_talking(call)
  if call.consulted ~= '' or advisor_of(c, act.routing.advisor).state ~= 'available' then
    refuse('NOT_AVAILABLE', act.routing.advisor .. ' cannot be asked now')
  end
end

-- The facts of the act come first: that somebody is asked, then whose phone rings.
function RESERVE.after(c, call, act)
  local advisor = advisor_of(c, act.routing.advisor)
  call.offer = call.offer + 1
  keep_consultation(c, call, advisor.id, call.offer)
  redis.call('HSET', c.key .. 'call:' .. call.id, 'offered_at', c.now)
  redis.call('ZADD', c.key .. 'timers', c.now + call.ring_ms + GRACE_MS, 'consult:' .. call.id)
  ring(c, call, advisor)
end

-- Nobody rings as the consulted advisor any more. Returns that advisor.
local function end_reservation(c, call, reason)
  local advisor = advisor_of(c, call.consulted)
  redis.call('ZREM', c.key .. 'timers', 'consult:' .. call.id)
  record_offer_end(c, call, advisor, call.consult_offer, reason)
  keep_consultation(c, call, '', '')
  return advisor
end

-- The consulted advisor picks up.
local function join(c, call)
  redis.call('ZREM', c.key .. 'timers', 'consult:' .. call.id)
  redis.call('HSET', c.key .. 'call:' .. call.id, 'consult_offer', '')
  become(c, advisor_of(c, call.consulted), 'talking', '', call)
end

-- The consulted advisor does not pick up.
local function miss_consultation(c, call, reason, pause_reason)
  local advisor = end_reservation(c, call, reason)
  note_miss(c, advisor, call, pause_reason)
  match_for(c, {advisor})
end

-- The consultation is over, if there is one. Returns whom it leaves without a call.
local function end_consultation(c, call, reason)
  if call.consulted == '' then return {} end
  if call.consult_offer ~= '' then
    local advisor = end_reservation(c, call, reason)
    set_free(c, advisor, reason, advisor.idle_since, call)
    return {advisor}
  end
  local advisor = advisor_of(c, call.consulted)
  keep_consultation(c, call, '', '')
  set_free(c, advisor, '', c.now, call)
  return {advisor}
end

function HAND_OVER.may(_, call)
  check_talking(call)
  if call.consulted == '' or call.consult_offer ~= '' then
    refuse('NOT_AVAILABLE', 'nobody talks with the advisor of the call')
  end
end

function HAND_OVER.before(c, call)
  call.freed = {advisor_of(c, call.advisor)}
  begin_wrap_up(c, call.freed[1], call)
end

function HAND_OVER.after(c, call)
  redis.call('HSET', c.key .. 'call:' .. call.id, 'advisor', call.consulted)
  keep_consultation(c, call, '', '')
  match_for(c, call.freed)
end

function TAKE_BACK.may(_, call)
  check_talking(call)
end

function TAKE_BACK.before(c, call)
  call.freed = end_consultation(c, call, 'withdrawn')
end

function TAKE_BACK.after(c, call)
  match_for(c, call.freed)
end
