namespace AgriCredit.Alignment.Tests.Group;

public class SecretScalarTests
{
    [Fact]
    public void Draw_IsNeverTheSame()
    {
        byte[] element = new byte[32];
        RistrettoGroup.DrawElement(element);
        var seen = new HashSet<string>();
        for (int i = 0; i < 100; i++)
        {
            using SecretScalar scalar = SecretScalar.Draw();
            byte[] masked = new byte[32];
            Assert.True(scalar.TryMask(element, masked));
            Assert.True(seen.Add(Convert.ToHexString(masked)));
        }
    }

    [Fact]
    public void Masks_Commute()
    {
        using SecretScalar first = SecretScalar.Draw();
        using SecretScalar second = SecretScalar.Draw();
        byte[] element = new byte[32];
        byte[] one = new byte[32];
        byte[] other = new byte[32];
        RistrettoGroup.DrawElement(element);
        Assert.True(first.TryMask(element, one) && second.TryMask(one, one));
        Assert.True(second.TryMask(element, other) && first.TryMask(other, other));
        Assert.Equal(one, other);
    }

    [Fact]
    public void Dispose_ZeroesAndEndsIt()
    {
        SecretScalar scalar = SecretScalar.Draw();
        Assert.False(scalar.IsCleared);
        scalar.Dispose();
        Assert.True(scalar.IsCleared);
        Assert.Throws<ObjectDisposedException>(() => scalar.TryMask(new byte[32], new byte[32]));
        Assert.Equal("SecretScalar(redacted)", scalar.ToString());
    }
}
