const std = @import("std");
const point = @import("geo/point.zig");
const c = @cImport(@cInclude("stdio.h"));
const Deep = @import("deep.zig").Deep;
