-- Rows: hashes as an act reads them, changes them, and has them written at its end.

local FEW_WORDS = 16            -- most acts change no more than so many fields and values of a row

-- A kind of row is a table: what a missing field is taken for (a number where numbers stand), the fields that are only
-- written, and what an act keeps beside them. Its functions are written from the names, at the first use (a library
-- that is being loaded has no `string`): a table made at its full size costs a third of one that grows by the field.
local function learn(kind)
  local fields, reads, made, told = {}, {}, {}, {}
  local function tell(condition, field)
    told[#told + 1] = string.format('if %s then words[n + 1], words[n + 2], n = %q, row[%q], n + 2 end',
      condition, field, field)
  end
  for field in pairs(kind.missing) do fields[#fields + 1] = field end
  table.sort(fields)
  for i, field in ipairs(fields) do
    local number = type(kind.missing[field]) == 'number'
    reads[i] = string.format(number and 'read[%d] = tonumber(read[%d]) or %s' or 'read[%d] = read[%d] or %q',
      i, i, kind.missing[field])
    made[i] = string.format('[%q] = read[%d]', field, i)
    tell(string.format('row[%q] ~= read[%d]', field, i), field)
  end
  for _, field in ipairs(kind.written) do tell(string.format('row[%q]', field), field) end
  for _, names in ipairs({kind.written, kind.aside}) do
    for _, name in ipairs(names) do made[#made + 1] = string.format('[%q] = false', name) end
  end
  kind.fields = fields
  kind.make = loadstring('local read, id, kind = ... ' .. table.concat(reads, ' ')
    .. ' return {read = read, id = id, kind = kind, ' .. table.concat(made, ', ') .. '}')
  kind.changes = loadstring('local row = ... local read, n, words = row.read, 0, {'
    .. string.rep('0, ', FEW_WORDS) .. '} ' .. table.concat(told, ' ') .. ' return n, words')
end

-- The row of a hash; within an act it is the same one, whoever asks.
local function row_of(c, kind, key, id)
  local row = c.rows[key]
  if not row then
    if not kind.make then learn(kind) end
    row = kind.make(redis.call('HMGET', key, unpack(kind.fields)), id, kind)
    c.rows[key] = row
  end
  return row
end

-- What was read of JSON texts that come again and again, such as levels and terms, by the text. Nobody changes it.
local DECODED, known, MOST_KNOWN = {}, 0, 1000

local function decoded(text)
  local value = DECODED[text]
  if value then return value end
  if known == MOST_KNOWN then DECODED, known = {}, 0 end
  value = cjson.decode(text)
  DECODED[text], known = value, known + 1
  return value
end
