using System;

class Caller : Base
{
    Caller() : this(1) { }
    Caller(int a) : base(a, 2) { }

    void Run(Other other)
    {
        Plain();
        this.Field.Deep(1, 2);
        other?.Maybe(1)?.Again();
        other!.Sure();
        Generic<int>(1);
        other.Typed<string, int>();
        base.Run(other);
        global::System.Console.WriteLine("x");
        var made = new Other(1, name: 2);
        var list = new System.Collections.List<int>();
        Other implied = new(3);
        Func<int, int> f = x => Inside(x);
        f(1)(2);
        items[0].Method();
        nameof(made);
    }
}

Console.WriteLine("top");
