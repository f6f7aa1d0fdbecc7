-- Waits: what happens to a call while it stands in a queue, beside being offered.

-- How many calls are to be offered before this one; of equal arrivals the ringing ones come first.
local function ahead(c, call)
  local own, other = c.key .. 'waiting:' .. call.stands_in, c.key .. 'ringing:' .. call.stands_in
  if call.phase == 'waiting' then
    return (redis.call('ZRANK', own, call.place) or 0) + redis.call('ZCOUNT', other, '-inf', arrival_of(call))
  end
  return redis.call('ZRANK', other, call.place) + redis.call('ZCOUNT', own, '-inf', '(' .. arrival_of(call))
end

-- Whether anybody who may be rung is on duty, busy or paused though they be.
local function has_duty(c, call)
  if call.stands_in == call.queue then return redis.call('EXISTS', c.key .. 'duty:' .. call.queue) == 1 end
  return advisor_of(c, call.stands_in:sub(2)).state ~= 'offline'
end

local function tell_overflow(c, call, reason)
  tell(c, call, {type = 'Overflowing', queue = call.queue, reason = reason,
    estimate_ms = estimate(c, call, ahead(c, call))})
end

-- What already speaks against waiting here, or nil: the first that holds.
local function overflow_reason(c, call, terms)
  if terms.needs_advisor and not has_duty(c, call) then return 'nobody' end
  if terms.most_waiting == 0 and terms.most_estimate_ms == 0 then return end
  local before = ahead(c, call)
  if terms.most_waiting > 0 and before > terms.most_waiting then return 'full' end
  if terms.most_estimate_ms > 0 and estimate(c, call, before) > terms.most_estimate_ms then return 'estimate' end
end

-- The wait has been too long: said once, and not while a phone rings.
local function say_overdue(c, call)
  if call.phase ~= 'waiting' or call.wait_until == 0 or c.now < call.wait_until then return end
  call.wait_until = 0
  tell_overflow(c, call, 'max_wait')
end

local function announce_again(c, call)
  wake(c, 'announce:' .. call.id, c.now + terms_of(call).announce_ms)
end

local function announce(c, call)
  local before = ahead(c, call)
  tell(c, call, {type = 'AnnouncementDue', queue = call.queue, position = before + 1,
    estimate_ms = estimate(c, call, before)})
  announce_again(c, call)
end

-- The call's first place in any queue is its place in all of them, be it in another campaign.
local function take_place(c, call, how)
  if call.place ~= '' then return end
  call.first_at, call.head_start_ms = math.min(how.first_at_ms or c.now, c.now), terms_of(call).head_start_ms
  call.place = string.format('%015d:%s', c.seq, call.id)
end

-- Begin to wait, as how says.
local function enter(c, call, how)
  if not how.keeps_wait or call.visit == 0 then call.queued_at = c.now end  -- a call-back's wait is no caller's
  call.queue, call.terms, call.visit = how.queue, how.terms, 1
  call.stands_in = how.advisor == '' and how.queue or '@' .. how.advisor
  take_place(c, call, how)
  know(c, call.queue)
  redis.call('ZADD', c.key .. 'entered:' .. call.queue, call.queued_at, call.place)
  local terms = terms_of(call)
  call.wait_until = terms.most_wait_ms > 0 and c.now + terms.most_wait_ms or 0
  if call.wait_until > 0 then wake(c, 'wait:' .. call.id, call.wait_until) end
  if terms.announce_ms > 0 then announce_again(c, call) end
  wait(c, call)
end

-- After an entry that led to no offer at once: is there anything for the site to choose?
local function consider_overflow(c, call)
  local reason = call.phase == 'waiting' and overflow_reason(c, call, terms_of(call))
  if reason then tell_overflow(c, call, reason) end
end

-- It waits no more, whether answered or gone.
local function leave_queue(c, call)
  redis.call('ZREM', c.key .. 'entered:' .. call.queue, call.place)
  local terms = terms_of(call)
  if terms.most_wait_ms > 0 or terms.announce_ms > 0 then forget(c, 'wait:' .. call.id, 'announce:' .. call.id) end
end
