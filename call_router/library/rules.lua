-- Rules of a queue: which advisor it rings. A strategy is a score, lowest first; a band is a least level that opens in
-- time.

local DEFAULT_RULES = {strategy = 'longest_idle', weight = 1, ring_most = 5, bands = {{after_ms = 0, level = 1}}}
local MAX_BANDS = 10  -- one for each level
local RANK_FACTOR = 2 ^ 41    -- greater than any clock in ms until 2039: the first criterion outweighs idle time

-- Last rules of each campaign, by the digest in its row: equal digests mean equal rules.
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

-- A queue with rules is listed even without calls.
local function register_rule_queues(c)
  for _, queue in ipairs(redis.call('HKEYS', c.key .. 'rules')) do redis.call('SADD', c.key .. 'queues', queue) end
end

local function register_queue(c, queue)
  if rules_of(c, queue) == DEFAULT_RULES then redis.call('SADD', c.key .. 'queues', queue) end
end

-- Return the band of a level, from 0; nil below the last band.
local function band_of(rules, level)
  for i, each in ipairs(rules.bands) do
    if level >= each.level then return i - 1 end
  end
end

-- Return the last open band after a wait (head start included); the first is always open.
local function open_band(rules, wait_ms)
  local band = 0
  while rules.bands[band + 2] and rules.bands[band + 2].after_ms <= wait_ms do band = band + 1 end
  return band
end

-- Return 32 pseudo-random bits, derived from the log's position and the call, so that the log can be replayed.
local function pseudo_random(seq, id)
  return tonumber(redis.sha1hex(string.format('%d:%s', seq, id)):sub(1, 8), 16)
end

-- Scores by strategy, from the advisor's row and the level in the queue.
local SCORES = {
  longest_idle = function(advisor) return advisor.idle_since end,
  fewest_calls = function(advisor) return advisor.answered * RANK_FACTOR + advisor.idle_since end,
  round_robin = function(advisor) return advisor.offered_seq end,
  random = function() return 0 end,  -- all equal: the draw happens when a call is offered
  best_level = function(advisor, level) return (10 - level) * RANK_FACTOR + advisor.idle_since end,
  ring_all = function(advisor) return advisor.idle_since end,
}
