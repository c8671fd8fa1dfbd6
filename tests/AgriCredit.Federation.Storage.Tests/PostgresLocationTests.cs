using Npgsql;

namespace AgriCredit.Federation.Storage.Tests;

public class PostgresLocationTests
{
    [Theory]
    [InlineData("Host=db.example;Database=d", SslMode.VerifyFull)]
    [InlineData("postgres://u@192.0.2.1/d", SslMode.VerifyFull)]
    [InlineData("Host=127.0.0.1,db.example", SslMode.VerifyFull)]
    [InlineData("Host=db.example;SSL Mode=Require", SslMode.Require)]
    [InlineData("Host=db.example;SslMode=Disable", SslMode.Disable)]
    [InlineData("postgres://db.example/d?sslmode=verify-ca", SslMode.VerifyCA)]
    [InlineData("Host=localhost", SslMode.Prefer)]
    [InlineData("postgres://[::1]:5433/d", SslMode.Prefer)]
    [InlineData("Host=/var/run/postgresql", SslMode.Prefer)]
    public void ConnectionToAnotherHost_IsSecuredUnlessSaidOtherwise(string location, SslMode expected) =>
        Assert.Equal(expected, PostgresLocation.Parse(location, "bank-1").SslMode);

    [Theory]
    [InlineData("postgres://us%40er:p%3Aa%2Fss@[::1]:5433/d%20b?connect_timeout=7&application_name=x")]
    [InlineData("postgresql:///d%20b?host=::1&port=5433&user=us%40er&password=p%3Aa%2Fss&connect_timeout=7&application_name=x")]
    [InlineData("Host=::1;Port=5433;Username=us@er;Password='p:a/ss';Database=d b;Timeout=7;Application Name=x")]
    public void UriAndKeywords_MeanTheSame(string location)
    {
        NpgsqlConnectionStringBuilder read = PostgresLocation.Parse(location, "bank-1");
        Assert.Equal(("::1", 5433, "us@er", "p:a/ss", "d b", 7, "x"), (read.Host, read.Port, read.Username, read.Password, read.Database, read.Timeout, read.ApplicationName));
    }

    [Fact]
    public void SettingsThatWouldBreakAPromise_AreOverruled()
    {
        const string Risky = "Host=h;Pooling=true;Enlist=true;Persist Security Info=true;Include Error Detail=true;Include Failed Batched Command=true;Log Parameters=true";
        NpgsqlConnectionStringBuilder read = PostgresLocation.Parse(Risky, "bank-1");
        Assert.False(read.Pooling || read.Enlist || read.PersistSecurityInfo || read.IncludeErrorDetail || read.IncludeFailedBatchedCommand || read.LogParameters);
        Assert.Equal("agricredit bank-1", read.ApplicationName);
    }
}
