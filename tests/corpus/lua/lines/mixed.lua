-- One.
--[[ Two
lines. ]]

local a = "-- no comment" -- trailing
local b = [[
-- inside

]]
