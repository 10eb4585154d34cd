plain(1, two=2, *rest, **more)
self.method()
package.module.function(1)
first().second(2).third()
items[0].run()
(lambda: 1)()
build()()
print(x for x in xs)
"text".join(parts)


class Caller:
    def method(self):
        super().method(
            1,  # a comment is no argument
            2,
        )
        return [helper(x) for x in self.items()]
