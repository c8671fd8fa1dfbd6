using System.Runtime.InteropServices;

namespace AgriCredit.Tests.Scoring;

/// <summary>Ten million applicants of each kind: none is met with an exception, a number that is none, or a probability outside [0, 1].</summary>
public class TenMillionApplicantsTests
{
    private const int Chunks = 200;
    private const int ChunkRows = 50_000;
    private const int Inputs = 24;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ApplicantsThatTheModelTakes_AllHaveAScore(bool isPiecewise)
    {
        CreditModel model = isPiecewise ? TestModels.Piecewise(Inputs, 1) : TestModels.Random(Inputs, 1);
        var scorer = new CreditScorer(model);
        Parallel.For(0, Chunks, chunk =>
        {
            double[] rows = Array.ConvertAll(isPiecewise ? TestModels.PiecewiseRows(model, ChunkRows, chunk) : TestModels.Rows(model, ChunkRows, chunk), value => (double)value);
            double[] probabilities = new double[ChunkRows];
            scorer.ScoreBatch(rows, probabilities);
            for (int row = 0; row < ChunkRows; row++)
            {
                CreditScore score = scorer.Score(rows.AsSpan(row * Inputs, Inputs));
                Assert.True(IsSound(score) && score.ProbabilityOfDefault.Value.Equals(probabilities[row]), $"Applicant {row} of {chunk}: {score}, in the batch {probabilities[row]}.");
            }
        });
    }

    [Fact]
    public void ApplicantsOfAnyBits_HaveAScoreOrAreRefused()
    {
        long scored = 0;
        var scorer = new CreditScorer(TestModels.Piecewise(8, 2));
        Parallel.For(0, Chunks, chunk =>
        {
            var random = new Random(chunk);
            double[] row = new double[8];
            long here = 0;
            for (int i = 0; i < ChunkRows; i++)
            {
                // Any bit pattern in one or two places; in all, every applicant would be refused.
                row.AsSpan().Fill(double.NaN);
                row[3] = random.Next(90);
                random.NextBytes(MemoryMarshal.AsBytes(row.AsSpan(random.Next(7), 1 + random.Next(2))));
                if (scorer.TryScore(row, out CreditScore score))
                {
                    here++;
                    Assert.True(IsSound(score), $"{string.Join(", ", row)}: {score}.");
                }
            }

            Interlocked.Add(ref scored, here);
        });

        Assert.InRange(scored, Chunks * ChunkRows / 10, Chunks * ChunkRows * 9L / 10);
    }

    private static bool IsSound(CreditScore score) => score.ProbabilityOfDefault.Value is >= 0 and <= 1 && double.IsFinite(score.Points.Value) && double.IsFinite(score.Logit);
}
