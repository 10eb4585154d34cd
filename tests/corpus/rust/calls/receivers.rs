fn caller(&self) {
    plain(1, 2);
    self.method();
    Type::associated(1);
    crate::a::b::function();
    value.first()?.second(|x| x.third());
    parse::<u32>("1");
    iter.collect::<Vec<_>>();
    <Type as Trait>::named(1);
    println!("{} {}", a, b);
    std::vec![1, 2, 3,];
    empty!();
    (closure)(1);
}
