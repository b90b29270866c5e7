-- What the writers of pandoc cannot say by themselves. Blocks come as div elements with a class or a custom-style (see paper.py).
local is_typst = FORMAT:match("typst")
local raw = pandoc.RawBlock

local function only_room(div)
  for _, block in ipairs(div.content) do
    if pandoc.utils.stringify(block):gsub("\u{a0}", ""):match("%S") then return false end
  end
  return true
end

local function call(name, div, arguments)
  local found = pandoc.Blocks({ raw("typst", "#" .. name .. (arguments or "") .. "[") })
  found:extend(div.content)
  found:insert(raw("typst", "]"))
  return found
end

function Div(div)
  if div.classes:includes("page-break") then
    if FORMAT:match("docx") then return raw("openxml", '<w:p><w:r><w:br w:type="page"/></w:r></w:p>') end
    if FORMAT:match("odt") then return raw("opendocument", '<text:p text:style-name="PageBreak"/>') end
    return raw("typst", "#pagebreak(weak: true)")
  end
  if div.classes:includes("drawing") then
    -- Decoration: only paper has it.
    return is_typst and raw("typst", '#paper-picture("' .. pandoc.utils.stringify(div):gsub('[^%w/-]', "") .. '")') or {}
  end
  if not is_typst then return nil end
  if div.classes:includes("date") then return raw("typst", "#paper-date") end
  if div.classes:includes("room") and only_room(div) then return raw("typst", "#paper-room(" .. #div.content .. ")") end
  if div.classes:includes("facts") then return call("paper-facts", div) end
  if div.classes:includes("fact") then return call("paper-fact", div) end
  local style = div.attributes["custom-style"]
  if style then return call("paper-" .. style:lower(), div) end
end
