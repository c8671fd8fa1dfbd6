namespace AgriCredit.Privacy.Tests;

public sealed class UniformElementsTests
{
    [Fact]
    public void Accept_KeepsTheLowBitsAndRejectsThePrime()
    {
        const ulong P = Field61.Prime;
        ulong[] words = [5, P, P - 1, P | (7UL << 61), 1UL << 61, ulong.MaxValue - 1, P | (1UL << 63), 6];
        Assert.Equal(5, UniformElements.Accept(words));
        Assert.Equal([5, P - 1, 0, P - 1, 6], words[..5]);
        Assert.Equal(0, UniformElements.Accept([P, ulong.MaxValue]));
        Assert.Equal(0, UniformElements.Accept([]));
    }

    // All 61 bits are in use: one of them is the same in 4,096 draws with probability below 2^-4089.
    [Fact]
    public void Draw_FillsWithElementsOfTheField()
    {
        ulong[] elements = new ulong[4096];
        UniformElements.Draw(elements);
        Assert.All(elements, element => Assert.InRange(element, 0UL, Field61.Prime - 1));
        Assert.Equal(Field61.Prime, elements.Aggregate((a, b) => a | b));
        Assert.Equal(0UL, elements.Aggregate((a, b) => a & b));
        Assert.Equal(elements.Length, elements.Distinct().Count());
    }
}
