using System.Security.Cryptography;

namespace AgriCredit.Tests.Files;

public sealed class ModelSignatureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agricredit-").FullName;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _model;
    private readonly string _signature;

    public ModelSignatureTests()
    {
        _model = Path.Combine(_folder, "model.json");
        _signature = Path.Combine(_folder, "model.sig");
        ModelFile.Save(TestModels.Scorecard(), _model);
        File.WriteAllBytes(_signature, ModelSignature.Sign(File.ReadAllBytes(_model), _key));
    }

    [Fact]
    public void SignedModel_Loads()
    {
        using var publicKey = ECDsa.Create(_key.ExportParameters(includePrivateParameters: false));
        Assert.Equal(["age", "crop"], CreditScorer.LoadVerified(_model, _signature, publicKey).Inputs);
    }

    [Fact]
    public void AnotherKey_IsRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ModelFileException exception = Assert.Throws<ModelFileException>(() => CreditScorer.LoadVerified(_model, _signature, other));
        Assert.Equal((ModelFileFault.InvalidSignature, _model), (exception.Fault, exception.FilePath));
    }

    [Fact]
    public void AnotherFile_IsRefusedBeforeItIsParsed()
    {
        File.WriteAllText(_model, "no model");
        Assert.Equal(ModelFileFault.InvalidSignature, Assert.Throws<ModelFileException>(() => CreditScorer.LoadVerified(_model, _signature, _key)).Fault);
        File.WriteAllBytes(_model, [.. ModelFile.ToBytes(TestModels.Scorecard()), (byte)'\n']);
        Assert.Equal(ModelFileFault.InvalidSignature, Assert.Throws<ModelFileException>(() => CreditScorer.LoadVerified(_model, _signature, _key)).Fault);
    }

    [Fact]
    public void BrokenSignatures_AreRefused()
    {
        byte[] sound = File.ReadAllBytes(_signature);
        byte[] content = File.ReadAllBytes(_model);
        Assert.True(ModelSignature.Verify(content, sound, _key));
        for (int i = 0; i < sound.Length; i++)
        {
            byte[] flipped = [.. sound];
            flipped[i] ^= 1;
            Assert.False(ModelSignature.Verify(content, flipped, _key));
            Assert.False(ModelSignature.Verify(content, sound.AsSpan(0, i), _key));
        }

        Assert.False(ModelSignature.Verify(content, new byte[1 << 20], _key));
        File.WriteAllBytes(_signature, [.. sound, 0]);
        Assert.Equal(ModelFileFault.InvalidSignature, Assert.Throws<ModelFileException>(() => CreditScorer.LoadVerified(_model, _signature, _key)).Fault);
    }

    [Fact]
    public void KeysOfAnotherCurve_AreRefused()
    {
        using var large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var brainpool = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        foreach (ECDsa key in new[] { large, brainpool })
        {
            Assert.Throws<ArgumentException>(() => ModelSignature.Sign("x"u8, key));
            Assert.Throws<ArgumentException>(() => ModelSignature.Verify("x"u8, [], key));
            Assert.Throws<ArgumentException>(() => CreditScorer.LoadVerified(_model, _signature, key));
        }
    }

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
