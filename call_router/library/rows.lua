-- Rows: what an act reads once, changes as often as it needs, and has written at its end. Each is kept as one text.

-- A kind of row is a table: its fields, by turns the name and what is taken for one that was never written, in the
-- order in which the text (MessagePack) holds them; and what an act keeps beside them. A new field goes to the end: in
-- a text that is older than it nothing stands there. How to read and to write is put together from the names, at the
-- first use (a library that is being loaded has no `string`): a table made at its full size costs a third of one that
-- grows by the field.
local function compile_kind(kind)
  local names, initializers, packed = {}, {}, {}
  local function literal(missing)
    if type(missing) == 'table' then return '{}' end
    return type(missing) == 'string' and string.format('%q', missing) or tostring(missing)
  end
  for i = 1, #kind.fields, 2 do
    local name, value = kind.fields[i], 'f' .. i
    names[#names + 1] = value
    initializers[#initializers + 1] = string.format('[%q] = %s or %s', name, value, literal(kind.fields[i + 1]))
    packed[#packed + 1] = string.format('row[%q]', name)
  end
  for name, initial in pairs(kind.transient) do
    initializers[#initializers + 1] = string.format('[%q] = %s', name, literal(initial))
  end
  names, initializers, packed = table.concat(names, ', '), table.concat(initializers, ', '), table.concat(packed, ', ')
  kind.read, kind.text = loadstring('local pack, unpack = ... return function(kind, id, text) local ' .. names
    .. ' = unpack(text or "") return {kind = kind, id = id, text = text, ' .. initializers .. '} end, '
    .. 'function(row) return pack(' .. packed .. ') end')(cmsgpack.pack, cmsgpack.unpack)
end

local function read_row(kind, key, id)
  if not kind.read then compile_kind(kind) end
  return kind.read(kind, id, redis.call('GET', key))
end

-- The row that is kept under a key; within an act it is the same one, whoever asks.
local function row_of(c, kind, key, id)
  local row = c.rows[key]
  if not row then
    row = read_row(kind, key, id)
    c.rows[key] = row
  end
  return row
end

local function write_rows(rows)
  for key, row in pairs(rows) do
    local text = row.kind.text(row)
    if text ~= row.text then
      if row.expires_ms then redis.call('SET', key, text, 'PX', row.expires_ms) else redis.call('SET', key, text) end
    end
  end
end

-- What was read of JSON texts that come again and again, such as levels and terms, by the text. Nobody changes it.
local decode_json
do
  local values, size, max_size = {}, 0, 1000

  function decode_json(text)
    local value = values[text]
    if value then return value end
    if size == max_size then values, size = {}, 0 end
    value = cjson.decode(text)
    values[text], size = value, size + 1
    return value
  end
end
