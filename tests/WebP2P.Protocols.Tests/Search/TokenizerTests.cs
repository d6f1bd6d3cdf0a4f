using System.Text;
using WebP2P.Protocols.Search;

namespace WebP2P.Protocols.Tests.Search;

public sealed class TokenizerTests
{
    /// <summary>Vectors of wire version 1: tokens are hashed and compared between nodes, so these never change.</summary>
    [Theory]
    [InlineData("Harry Potter - 01.mp3", "harry potter 01 mp3")]
    [InlineData("HARRY_potter(2001)[1080p].mkv", "harry potter 2001 1080p mkv")]
    [InlineData("Don't Stop!", "don t stop")]
    [InlineData("Żółć Ångström crème brûlée", "zołc angstrom creme brulee")]
    [InlineData("Straße STRASSE GROẞ", "strasse strasse gross")]
    [InlineData("ﬁlm ｆｕｌｌｗｉｄｔｈ Ⅳ ² ½ ①", "film fullwidth iv 2 1 2 1")]
    [InlineData("ΟΔΥΣΣΕΥΣ Ὀδυσσεύς", "οδυσσευσ οδυσσευσ")]
    [InlineData("Ёлка и ЙОД", "елка и иод")]
    [InlineData("İstanbul ısı", "istanbul ısı")]
    [InlineData("東京都", "東京 京都")]
    [InlineData("東京タワーTokyo", "東京 京タ タワ ワー tokyo")]
    [InlineData("京", "京")]
    [InlineData("ガンダム", "カン ンタ タム")]
    [InlineData("ｶﾞﾝﾀﾞﾑ", "カン ンタ タム")]
    [InlineData("한국어", "한국 국어")]
    [InlineData("ภาษาไทย", "ภา าษ ษา าไ ไท ทย")]
    [InlineData("ปู่", "ป")]
    [InlineData("\U0001D400\U0001D401 \U0001F600 \U00020000\U00020001", "ab \U00020000\U00020001")]
    [InlineData("a\0b\uD800c\uFFFFd", "a b c d")]
    [InlineData("٣ مرحبا", "٣ مرحبا")]
    [InlineData("", "")]
    [InlineData(" -_.()", "")]
    public void A_name_has_these_tokens(string name, string tokens) => Assert.Equal(tokens, string.Join(' ', Tokenizer.Tokenize(name)));

    [Theory]
    [InlineData("한국어 각")]
    [InlineData("Ünïcödé Ǻ ḉ が パ")]
    [InlineData("Việt Nam")]
    public void Composed_and_decomposed_names_have_the_same_tokens(string name)
    {
        Assert.Equal(Tokenizer.Tokenize(name.Normalize(NormalizationForm.FormC)), Tokenizer.Tokenize(name.Normalize(NormalizationForm.FormD)));
        Assert.Equal(Tokenizer.Tokenize(name.Normalize(NormalizationForm.FormC)), Tokenizer.Tokenize(name.Normalize(NormalizationForm.FormKD)));
    }

    [Fact]
    public void A_name_has_at_most_32_tokens()
    {
        Assert.Equal(32, Tokenizer.Tokenize(string.Join(' ', Enumerable.Range(0, 100))).Count);
        Assert.Equal(32, Tokenizer.Tokenize(new string('東', 1000)).Count);
    }

    [Fact]
    public void A_token_is_cut_at_a_code_point_within_64_bytes()
    {
        Assert.Equal(new string('a', 64), Tokenizer.Tokenize(new string('a', 1000)).Single());
        var token = Tokenizer.Tokenize("a" + new string('é', 5) + string.Concat(Enumerable.Repeat("\U00010400", 40))).Single();
        Assert.Equal(62, Encoding.UTF8.GetByteCount(token));
    }

    [Fact]
    public void A_megabyte_is_read_in_one_go()
    {
        Assert.Empty(Tokenizer.Tokenize(new string('-', 1 << 20)));
        Assert.Single(Tokenizer.Tokenize(new string('x', 1 << 20)));
    }

    [Fact]
    public void Tokens_of_tokens_are_the_same_tokens()
    {
        for (var code = 0; code < 0x110000; code++)
        {
            if (!Rune.IsValid(code)) continue;
            foreach (var token in Tokenizer.Tokenize(new Rune(code).ToString()))
            {
                if (Tokenizer.Tokenize(token) is not [var again] || again != token) Assert.Fail($"U+{code:X4} gives '{token}', which is not its own token.");
            }
        }
    }
}
