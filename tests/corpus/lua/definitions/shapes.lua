-- A point.
local Point = {}
Point.__index = Point

--- Makes one.
function Point.new(x, y, ...)
  local self = setmetatable({}, Point)
  return self
end

function Point:move(by) end

local function helper(a) return a end

function top() local inner = function() end end

Point.late = function(self) end
local handler = function(event) end
LIMIT = 3
local M = { build = function() end }
return M
