namespace Geometry.Solid;

public static class Extensions
{
    public static int Twice(this int value) => value * 2;
}

file class Helper { }
