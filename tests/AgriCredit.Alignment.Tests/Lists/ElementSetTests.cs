using CsCheck;

namespace AgriCredit.Alignment.Tests.Lists;

public class ElementSetTests
{
    [Fact]
    public void Set_BehavesAsADictionary() =>
        Gen.Byte[0, 3].Array[32].Array[0, 300].Sample(elements =>
        {
            // Two of the 32 bytes differ: many repetitions, and long common beginnings and ends.
            byte[][] alike = [.. elements.Select(bytes => new byte[32].Select((_, i) => i is 7 or 20 ? bytes[i] : (byte)0).ToArray())];
            using var set = new ElementSet(Math.Max(1, alike.Length));
            var model = new Dictionary<string, int>();
            foreach (byte[] element in alike)
            {
                bool added = model.TryAdd(Convert.ToHexString(element), model.Count);
                if (added != set.TryAdd(element) || set.Find(element) != model[Convert.ToHexString(element)] || !set[set.Count - 1].SequenceEqual(Convert.FromHexString(model.Last().Key)))
                {
                    return false;
                }
            }

            return set.Count == model.Count && set.Find(Enumerable.Repeat((byte)9, 32).ToArray()) is null;
        });

    [Fact]
    public void Set_FullToItsCapacity_FindsAll()
    {
        const int Count = 3000;
        using var set = new ElementSet(Count);
        byte[] element = new byte[32];
        for (int i = 0; i < Count; i++)
        {
            BitConverter.TryWriteBytes(element.AsSpan(24), i);
            Assert.True(set.TryAdd(element));
        }

        for (int i = 0; i < Count; i++)
        {
            BitConverter.TryWriteBytes(element.AsSpan(24), i);
            Assert.Equal(i, set.Find(element));
        }
    }
}
