-- Rules of a queue: whom it rings. A strategy is a score, the lowest first; a band is a least level that opens in time.

local DEFAULT_RULES = {strategy = 'longest_idle', weight = 1, ring_most = 5, bands = {{after_ms = 0, level = 1}}}
local MAX_BANDS = 10  -- one a level
local RANK_FACTOR = 2 ^ 41    -- beyond any clock in ms until 2039: what ranks first outweighs every idle time

-- What was read last of each campaign, under the digest that its head names: the same digest, the same rules.
local RULES_CACHE = {}

local function rules_of(c, queue)
  if c.rules == '' then return DEFAULT_RULES end
  local cached = RULES_CACHE[c.key]
  if not cached or cached.digest ~= c.rules then
    cached = {digest = c.rules, rules = {}}
    local texts = redis.call('HGETALL', c.key .. 'rules')
    for i = 1, #texts, 2 do cached.rules[texts[i]] = cjson.decode(texts[i + 1]) end
    RULES_CACHE[c.key] = cached
  end
  return cached.rules[queue] or DEFAULT_RULES
end

-- A queue that has rules is known from then on, a call or none.
local function register_rule_queues(c)
  for _, queue in ipairs(redis.call('HKEYS', c.key .. 'rules')) do redis.call('SADD', c.key .. 'queues', queue) end
end

local function register_queue(c, queue)
  if rules_of(c, queue) == DEFAULT_RULES then redis.call('SADD', c.key .. 'queues', queue) end
end

-- The one band in which an advisor of this level stands, from 0; nothing for who is below the last.
local function band_of(rules, level)
  for i, each in ipairs(rules.bands) do
    if level >= each.level then return i - 1 end
  end
end

-- The last band that is open to a call that has waited so long, counted with its head start; the first always is.
local function open_band(rules, wait_ms)
  local band = 0
  while rules.bands[band + 2] and rules.bands[band + 2].after_ms <= wait_ms do band = band + 1 end
  return band
end

-- A number of 32 bits that nobody chose: the log's position and the call give it, so that the log can be told again.
local function pseudo_random(seq, id)
  return tonumber(redis.sha1hex(string.format('%d:%s', seq, id)):sub(1, 8), 16)
end

-- By strategy, from what is kept of the advisor and the level in the queue.
local SCORES = {
  longest_idle = function(advisor) return advisor.idle_since end,
  fewest_calls = function(advisor) return advisor.answered * RANK_FACTOR + advisor.idle_since end,
  round_robin = function(advisor) return advisor.offered_seq end,
  random = function() return 0 end,  -- all alike: a lot is drawn when a call is there
  best_level = function(advisor, level) return (10 - level) * RANK_FACTOR + advisor.idle_since end,
  ring_all = function(advisor) return advisor.idle_since end,
}
