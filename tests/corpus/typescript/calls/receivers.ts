typed<string>(1);
object.method<number>(1, 2);
new Generic<string>(value);
maybe!.run();
(value as Callable).call(1);
factory()!.build();
const checked = satisfied(value) satisfies Thing;
