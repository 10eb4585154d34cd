using System;

namespace Geometry.Plane
{
    /// <summary>A point in the plane.</summary>
    /// <remarks>Immutable.</remarks>
    [Serializable]
    public abstract partial class Point<T> : Base, IShape where T : class
    {
        private const int Max = 3;
        public static readonly int A = 1, B;
        int hidden;
        public int X { get; private set; } = 3;
        public int Y => X;
        public int Z
        {
            get { return X; }
            set { hidden = value; }
        }
        public event EventHandler Changed;
        public event EventHandler Moved { add { } remove { } }
        public delegate int Handler(int a, int b);

        protected internal Point(int x, params int[] rest) : base(x) { }
        ~Point() { }
        public static Point<T> operator +(Point<T> a, Point<T> b) => a;
        public static implicit operator int(Point<T> a) => 1;
        public int this[int i] { get { return i; } }

        // Runs as a shape.
        async Task<int> IShape.Run(int a = 3, ref int b) { return await a; }

        private static void Local<K>(K key)
        {
            int Inner(int q) => q;
            Func<int, int> twice = z => z + Inner(z);
        }

        class Nested { int deep; }
    }

    interface IShape
    {
        void Draw();
        int Sides { get; }
    }

    internal enum Color { Red = 1, Green }

    public record Person(string Name, int Age);

    public record struct Pair(int A);

    struct S
    {
        public int a;
    }
}
