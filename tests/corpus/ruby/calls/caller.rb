class Caller < Base
  def run(other)
    plain
    plain()
    other.method 1, 2
    other&.maybe(1)&.again
    self.own(a: 1, b: 2)
    super
    super(other)
    Foo::Bar.new(1)
    Foo::bar(2)
    items.each { |item| item.touch }
    items.map(&:name)
    items[0].deep(*rest, **options)
    callable.(1)
    yield 1
    puts "text #{inside(1)}"
    raise ArgumentError, 'no' unless valid?(other)
  end
end

Caller.new.run nil
