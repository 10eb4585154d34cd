namespace Example.Others
{
    public class Other
    {
        public static int Helper()
        {
            return 3;
        }

        public static string Concat(int value)
        {
            return "";
        }

        public class Inner
        {
            public int Twice()
            {
                return 4;
            }
        }
    }

    public partial class Parts
    {
        public int One()
        {
            return Two();
        }
    }
}
