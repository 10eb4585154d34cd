local json = require("json")
local util = require "app.util"
require('app.side')
local name = require(dynamic)
