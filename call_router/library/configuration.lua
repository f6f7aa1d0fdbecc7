-- Configuration: new queue rules, which also apply to waiting calls and ready advisors.

local function ready_advisors(c)
  local ready = {}
  for _, id in ipairs(redis.call('SMEMBERS', c.key .. 'advisors')) do
    local advisor = advisor_of(c, id)
    if advisor.state == 'available' then ready[#ready + 1] = advisor end
  end
  return ready
end

-- args as in configure. Returns the queues whose rules change.
local function changed_queues(c, args)
  local changed = {}
  for i = 1, #args, 2 do
    if redis.call('HGET', c.key .. 'rules', args[i]) ~= args[i + 1] then changed[#changed + 1] = args[i] end
  end
  return changed
end

-- The digest includes the previous one, so that equal digests always mean equal rules.
local function write_rules(c, args)
  redis.call('HSET', c.key .. 'rules', unpack(args))
  register_rule_queues(c)
  c.rules = redis.sha1hex(c.rules .. cjson.encode(args))
end

-- Reschedule bands and gathering of a queue's calls, waiting and ringing, under its new rules.
local function apply_rules(c, queue)
  local rules = rules_of(c, queue)
  redis.call('DEL', c.key .. 'gathering:' .. queue)
  for _, kind in ipairs({'waiting:', 'ringing:'}) do
    local places = redis.call('ZRANGE', c.key .. kind .. queue, 0, -1, 'WITHSCORES')
    for i = 1, #places, 2 do
      local id = call_id_of(places[i])
      clear_timers(c, 'band:' .. id)
      schedule_band(c, id, rules, tonumber(places[i + 1]))
      if kind == 'ringing:' then update_gathering(c, call_of(c, id)) end
    end
  end
end

-- args: alternating queue and rules (JSON); queues that are not named keep theirs. Unchanged rules have no effect;
-- changed ones visit every advisor and every call of the queue, so this is only for changes of site.
local function configure(keys, args)
  local c = campaign(keys)
  local changed = changed_queues(c, args)
  if #changed == 0 then return redis.status_reply('OK') end
  local ready = ready_advisors(c)
  for _, advisor in ipairs(ready) do remove_ready(c, advisor) end
  write_rules(c, args)
  for _, advisor in ipairs(ready) do add_ready(c, advisor) end
  for _, queue in ipairs(changed) do apply_rules(c, queue) end
  match(c, changed)
  save(c)
  return redis.status_reply('OK')
end
