-- What the writers of pandoc cannot say by themselves. Blocks come as div elements with a class or a custom-style (see paper.py).
local is_typst = FORMAT:match("typst")
local is_docx = FORMAT:match("docx")
local raw = pandoc.RawBlock
-- Tables of so few rows and words stand on one page; as in resources/formats/office.py.
local few_rows, few_words = 4, 1500

local function call(name, div, arguments)
  local found = pandoc.Blocks({ raw("typst", "#" .. name .. (arguments or "") .. "[") })
  found:extend(div.content)
  found:insert(raw("typst", "]"))
  return found
end

-- A box that Word ticks when somebody clicks on it.
local function word_box(mark)
  return pandoc.RawInline("openxml", '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="' .. (mark == "☒" and 1 or 0)
    .. '"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/>'
    .. '</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" '
    .. 'w:hAnsi="MS Gothic" w:hint="eastAsia"/></w:rPr><w:t>' .. mark .. '</w:t></w:r></w:sdtContent></w:sdt><w:r><w:tab/></w:r>')
end

local function styled(style, block)
  return pandoc.Div({ block }, pandoc.Attr("", {}, { ["custom-style"] = style }))
end

-- Things to tick. Word has them as paragraphs with a box each, OpenDocument as a list without marks.
local function ticks(list)
  local found = pandoc.Blocks({})
  if not is_docx then found:insert(raw("opendocument", '<text:list text:style-name="TickList">')) end
  for _, item in ipairs(list.content) do
    if not is_docx then found:insert(raw("opendocument", "<text:list-item>")) end
    for number, block in ipairs(item) do
      if number == 1 then
        local words = block.content
        if is_docx then
          local mark = words[1].text
          words:remove(1)
          if words[1] and words[1].t == "Space" then words:remove(1) end
          words:insert(1, word_box(mark))
        end
        block = styled(#item > 1 and "NotedTicks" or "Ticks", pandoc.Para(words))
      end
      found:insert(block)
    end
    if not is_docx then found:insert(raw("opendocument", "</text:list-item>")) end
  end
  if not is_docx then found:insert(raw("opendocument", "</text:list>")) end
  return found
end

function Span(span)
  if span.classes:includes("line") then
    if is_docx then return pandoc.RawInline("openxml", "<w:r><w:tab/></w:r>") end
    return is_typst and pandoc.RawInline("typst", "#paper-rest") or pandoc.RawInline("opendocument", "<text:tab/>")
  end
end

function Table(table)
  if is_typst and #table.bodies == 1 and #table.bodies[1].body < few_rows
    and #pandoc.utils.stringify(table):gsub("%s", "") < few_words then
    return { raw("typst", "#paper-whole["), table, raw("typst", "]") }
  end
end

-- On paper no item is cut from its note by the end of a page.
local function whole_items(list)
  for number, item in ipairs(list.content) do
    if #item > 1 then
      item:insert(1, raw("typst", "#paper-whole["))
      item:insert(raw("typst", "]"))
      list.content[number] = item
    end
  end
end

function Div(div)
  local style = div.attributes["custom-style"]
  if div.classes:includes("page-break") then
    if is_docx then return raw("openxml", '<w:p><w:r><w:br w:type="page"/></w:r></w:p>') end
    if is_typst then return raw("typst", "#pagebreak(weak: true)") end
    return raw("opendocument", '<text:p text:style-name="PageBreak"/>')
  end
  if div.classes:includes("drawing") then
    -- Decoration: only paper has it.
    return is_typst and raw("typst", '#paper-picture("' .. pandoc.utils.stringify(div):gsub('[^%w/-]', "") .. '")') or {}
  end
  if style == "Ticks" and #div.content == 1 and div.content[1].t == "BulletList" then
    if not is_typst then return ticks(div.content[1]) end
    whole_items(div.content[1])
  end
  if not is_typst then return nil end
  if div.classes:includes("date") then
    local names = {}
    for _, part in ipairs({ "day", "month", "year" }) do
      table.insert(names, '"' .. (div.attributes[part] or ""):gsub('[\\"]', "") .. '"')
    end
    return raw("typst", "#paper-date(" .. table.concat(names, ", ") .. ")")
  end
  if div.classes:includes("room") then return raw("typst", "#paper-room(" .. (tonumber(div.attributes.lines) or 1) .. ")") end
  if div.classes:includes("facts") then return call("paper-facts", div) end
  if div.classes:includes("fact") then
    -- An argument of its own of the facts that it is in.
    local found = pandoc.Blocks({ raw("typst", "][") })
    found:extend(div.content)
    return found
  end
  if style then return call("paper-" .. style:lower(), div) end
end
