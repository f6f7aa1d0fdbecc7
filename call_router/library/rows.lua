-- Rows: values that an act reads once, changes freely and writes once at its end. Each is stored as one string.

-- A kind of row is a table. `fields` alternates names and defaults for rows that were never written, in the order of
-- the stored MessagePack; `transient` has values that an act keeps beside them. Add new fields at the end, because
-- older strings lack them. The functions that read and write are compiled from the names at first use (a library that
-- is being loaded has no `string`): a table created at full size costs a third of one that grows field by field.
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

-- Return the row of a key; within an act it is always the same table.
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

-- Cache of decoded JSON texts that repeat, such as levels and terms. Callers must not change the values.
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
