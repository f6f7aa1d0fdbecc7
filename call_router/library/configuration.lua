-- Configuring: new rules of queues, under which all that wait and all who are ready stand from then on.

local function ready_advisors(c)
  local ready = {}
  for _, id in ipairs(redis.call('SMEMBERS', c.key .. 'advisors')) do
    local advisor = advisor_of(c, id)
    if advisor.state == 'available' then ready[#ready + 1] = advisor end
  end
  return ready
end

-- args as those of configure. Returns the queues whose rules are other than before.
local function changed_queues(c, args)
  local changed = {}
  for i = 1, #args, 2 do
    if redis.call('HGET', c.key .. 'rules', args[i]) ~= args[i + 1] then changed[#changed + 1] = args[i] end
  end
  return changed
end

-- The digest goes on from the one before, so that equal digests always mean equal rules.
local function write_rules(c, args)
  redis.call('HSET', c.key .. 'rules', unpack(args))
  register_rule_queues(c)
  c.rules = redis.sha1hex(c.rules .. cjson.encode(args))
end

-- Let the calls of a queue, waiting and ringing, wait for the bands and the phones that its rules allow now.
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

-- args: queue, rules (JSON), queue, rules...; a queue that is not named keeps its own. Rules that are in force change
-- nothing; others walk through every advisor and every call of the queue, so this is for a change of site alone.
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
