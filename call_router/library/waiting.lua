-- Waits: events of a call in a queue, except offers.

-- Count the calls to be offered before this one; of equal arrivals the ringing ones come first.
local function count_ahead(c, call)
  local own, other = c.key .. 'waiting:' .. call.stands_in, c.key .. 'ringing:' .. call.stands_in
  if call.phase == 'waiting' then
    return (redis.call('ZRANK', own, call.place) or 0) + redis.call('ZCOUNT', other, '-inf', arrival_of(call))
  end
  return redis.call('ZRANK', other, call.place) + redis.call('ZCOUNT', own, '-inf', '(' .. arrival_of(call))
end

-- Return whether an advisor who may be rung is on duty, even if busy or paused.
local function has_advisor_on_duty(c, call)
  if call.stands_in == call.queue then return redis.call('EXISTS', c.key .. 'duty:' .. call.queue) == 1 end
  return advisor_of(c, call.stands_in:sub(2)).state ~= 'offline'
end

local function send_overflow(c, call, reason)
  send_signal(c, call, {type = 'Overflowing', queue = call.queue, reason = reason,
    estimate_ms = estimate_wait(c, call, count_ahead(c, call))})
end

-- Return the first reason against waiting here, or nil.
local function overflow_reason(c, call, terms)
  if terms.needs_advisor and not has_advisor_on_duty(c, call) then return 'nobody' end
  if terms.most_waiting == 0 and terms.most_estimate_ms == 0 then return end
  local ahead = count_ahead(c, call)
  if terms.most_waiting > 0 and ahead > terms.most_waiting then return 'full' end
  if terms.most_estimate_ms > 0 and estimate_wait(c, call, ahead) > terms.most_estimate_ms then return 'estimate' end
end

-- Signal once that the wait is too long, and not while a phone rings.
local function send_overdue(c, call)
  if call.phase ~= 'waiting' or call.wait_until == 0 or c.now < call.wait_until then return end
  call.wait_until = 0
  send_overflow(c, call, 'max_wait')
end

local function schedule_announcement(c, call)
  set_timer(c, 'announce:' .. call.id, c.now + terms_of(call).announce_ms)
end

local function send_announcement(c, call)
  local ahead = count_ahead(c, call)
  send_signal(c, call, {type = 'AnnouncementDue', queue = call.queue, position = ahead + 1,
    estimate_ms = estimate_wait(c, call, ahead)})
  schedule_announcement(c, call)
end

-- The first place in any queue, even in another campaign, stays the call's place.
local function assign_place(c, call, routing)
  if call.place ~= '' then return end
  call.first_at, call.head_start_ms = math.min(routing.first_at_ms or c.now, c.now), terms_of(call).head_start_ms
  call.place = string.format('%015d:%s', c.seq, call.id)
end

-- Begin to wait according to the act's routing.
local function enter_queue(c, call, routing)
  if not routing.keeps_wait or call.visit == 0 then call.queued_at = c.now end  -- not a call-back's wait
  call.queue, call.terms, call.visit = routing.queue, routing.terms, 1
  call.stands_in = routing.advisor == '' and routing.queue or '@' .. routing.advisor
  assign_place(c, call, routing)
  register_queue(c, call.queue)
  redis.call('ZADD', c.key .. 'entered:' .. call.queue, call.queued_at, call.place)
  local terms = terms_of(call)
  call.wait_until = terms.most_wait_ms > 0 and c.now + terms.most_wait_ms or 0
  if call.wait_until > 0 then set_timer(c, 'wait:' .. call.id, call.wait_until) end
  if terms.announce_ms > 0 then schedule_announcement(c, call) end
  start_waiting(c, call)
end

-- After an entry without an immediate offer: signal a reason for overflow, if any.
local function check_overflow(c, call)
  local reason = call.phase == 'waiting' and overflow_reason(c, call, terms_of(call))
  if reason then send_overflow(c, call, reason) end
end

-- End the wait, by an answer or by leaving.
local function leave_queue(c, call)
  redis.call('ZREM', c.key .. 'entered:' .. call.queue, call.place)
  local terms = terms_of(call)
  if terms.most_wait_ms > 0 or terms.announce_ms > 0 then
    clear_timers(c, 'wait:' .. call.id, 'announce:' .. call.id)
  end
end
