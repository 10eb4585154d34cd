const std = @import("std");

/// A point.
pub const Point = struct {
    x: i32,
    y: i32 = 3,

    pub const origin = Point{ .x = 0 };

    /// Moves it.
    pub fn move(self: *Point, by: i32) ?i32 {
        _ = self;
        return by;
    }
};

const Color = enum { red, green };
const Shape = union(enum) { a: i32, b: void };
const Failure = error{ One, Two };

fn helper(comptime T: type, a: T) T {
    const local = a;
    return local;
}

pub var count: u32 = 0;
const limit = 3;

test "moves" {
    try helper(i32, 1);
}
