fn whole() void {
    call();
}

fn half(a: { const x = ; }

fn after() i32 {
    return 1;
