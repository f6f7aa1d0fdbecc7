-- Consultations: during a talk a second advisor is consulted, whose phone rings as an offer of its own.

local RESERVE, HAND_OVER, TAKE_BACK = {}, {}, {}

local function check_talking(call)
  if call.phase ~= 'talking' then refuse('WRONG_PHASE', 'nobody talks in the call') end
end

local function set_consultation(call, advisor, offer)
  call.consulted, call.consult_offer = advisor, offer
end

-- Return whether an offer is the consultation's open one.
local function is_consultation(call, offer)
  return call.phase == 'talking' and offer > 0 and call.consult_offer == offer
end

function RESERVE.check(c, call, act)
  check_talking(call)
  if call.consulted ~= '' or advisor_of(c, act.routing.advisor).state ~= 'available' then
    refuse('NOT_AVAILABLE', act.routing.advisor .. ' cannot be asked now')
  end
end

-- The act's facts precede: first the consultation, then the ringing phone.
function RESERVE.after_facts(c, call, act)
  local advisor = advisor_of(c, act.routing.advisor)
  call.offer, call.offered_at = call.offer + 1, c.now
  set_consultation(call, advisor.id, call.offer)
  set_timer(c, 'consult:' .. call.id, c.now + terms_of(call).ring_ms + GRACE_MS)
  ring(c, call, advisor)
end

-- End the ringing of the consulted advisor. Returns that advisor.
local function end_reservation(c, call, reason)
  local advisor = advisor_of(c, call.consulted)
  clear_timers(c, 'consult:' .. call.id)
  record_offer_end(c, call, advisor, call.consult_offer, reason)
  set_consultation(call, '', 0)
  return advisor
end

-- The consulted advisor picks up.
local function join_consulted(c, call)
  clear_timers(c, 'consult:' .. call.id)
  call.consult_offer = 0
  set_state(c, advisor_of(c, call.consulted), 'talking', '', call)
end

-- The consulted advisor does not pick up.
local function miss_consultation(c, call, reason, pause_reason)
  local advisor = end_reservation(c, call, reason)
  record_missed_offer(c, advisor, call, pause_reason)
  match_advisors(c, {advisor})
end

-- End the consultation, if any. Returns the advisors that it frees.
local function end_consultation(c, call, reason)
  if call.consulted == '' then return {} end
  if call.consult_offer ~= 0 then
    local advisor = end_reservation(c, call, reason)
    free_advisor(c, advisor, reason, advisor.idle_since, call)
    return {advisor}
  end
  local advisor = advisor_of(c, call.consulted)
  set_consultation(call, '', 0)
  free_advisor(c, advisor, '', c.now, call)
  return {advisor}
end

function HAND_OVER.check(_, call)
  check_talking(call)
  if call.consulted == '' or call.consult_offer ~= 0 then
    refuse('NOT_AVAILABLE', 'nobody talks with the advisor of the call')
  end
end

function HAND_OVER.before_facts(c, call, act)
  local advisor = advisor_of(c, call.advisor)
  begin_wrap_up(c, advisor, call)
  act.free_advisors = {advisor}
end

function HAND_OVER.after_facts(c, call, act)
  call.advisor = call.consulted
  set_consultation(call, '', 0)
  match_advisors(c, act.free_advisors)
end

function TAKE_BACK.check(_, call)
  check_talking(call)
end

function TAKE_BACK.before_facts(c, call, act)
  act.free_advisors = end_consultation(c, call, 'withdrawn')
end

function TAKE_BACK.after_facts(c, _, act)
  match_advisors(c, act.free_advisors)
end
