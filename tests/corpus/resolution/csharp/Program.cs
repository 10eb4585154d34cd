using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Example.Others;
using Example.Shapes;
using Four = Example.Shapes.Square;
using static Example.Shapes.Helpers;

namespace Example;

class Program
{
    public event Action? Changed;

    public Square Square { get; } = new Square();

    void UseAlias()
    {
        new Four().Twice();
    }

    void UseStatic()
    {
        Make();
    }

    void UseOther()
    {
        Other.Helper();
    }

    void UseQualified()
    {
        Example.Others.Other.Helper();
    }

    void UseConstructor()
    {
        new Square().Twice();
    }

    void UseInherited()
    {
        Square square = new();
        square.Area();
    }

    void UseOverridden()
    {
        var square = new Square();
        square.Side();
    }

    void UseReturned()
    {
        Make().Twice();
    }

    void UseChain()
    {
        Make().Scaled().Inner.Side();
    }

    void UseAnnotated(ISided shape)
    {
        shape.Side();
    }

    void UseProperty()
    {
        Square.Twice();
        this.Square.Twice();
    }

    void UseExtension(Square square)
    {
        square.Doubled();
    }

    void UseOverload(Square square)
    {
        square.Resized(1, 2);
    }

    void UseParts()
    {
        new Parts().Two();
    }

    void UseInner(Other.Inner inner)
    {
        inner.Twice();
    }

    void UseRecord(Pair pair)
    {
        pair.Left.Twice();
    }

    void UseMany(Shape[] shapes, List<Square> listed)
    {
        shapes[0].Area();
        foreach (var one in listed)
        {
            one.Twice();
        }
    }

    async Task UseAwait()
    {
        var square = await Later();
        square?.Twice();
    }

    void UsePattern(object thing)
    {
        if (thing is Square found)
        {
            found.Twice();
        }
    }

    void UseBranches(bool flag)
    {
        Shape thing = flag ? new Square() : new Shape();
        thing.Side();
    }

    void UseClosure()
    {
        var square = new Square();

        int Within()
        {
            return square.Twice();
        }

        Within();
    }

    void UseLambda()
    {
        Action run = () => UseOther();
    }

    void UseShadowed(Action UseOther)
    {
        UseOther();
    }

    void UseGeneric<T>(T thing)
    {
        thing.Twice();
    }

    void UseEvent()
    {
        Changed?.Invoke();
    }

    void UseLibrary(string text)
    {
        Console.WriteLine(text);
        string.Concat(text, text);
    }

    void UseUnknown(Unseen thing)
    {
        thing.Twice();
    }
}
