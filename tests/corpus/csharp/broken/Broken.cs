namespace Broken
{
    class First
    {
        void Whole() { Call(); }
        void Half( { int x = ; }
    }

    class Second
    {
        int After() { return 1;
    }
}
