using System.Text;
using Genesys.Receiver.Redaction.Forms;

namespace Genesys.Tests.Redaction;

public class NameFormTests
{
    [Theory]
    [InlineData("mediaType", true)]
    [InlineData("queue_2-b", true)]
    [InlineData("line123", true)]
    [InlineData("line1234", false)]
    [InlineData("a1234b", false)]
    [InlineData("2b", false)]
    [InlineData("_b", false)]
    [InlineData("Ada Lovelace", false)]
    [InlineData("ada@example.com", false)]
    [InlineData("Grüße", false)]
    [InlineData("", false)]
    public void NameOfAMember_IsShownWhenItIsAnIdentifierWithoutANumber(string name, bool isShown) =>
        Assert.Equal(isShown ? name : NameForm.Hidden, NameForm.Member(Encoding.UTF8.GetBytes(name)));

    [Fact]
    public void NameOfAMember_HasSixtyFourCharactersAtMost()
    {
        Assert.Equal(new string('a', 64), NameForm.Member(Encoding.UTF8.GetBytes(new string('a', 64))));
        Assert.Equal(NameForm.Hidden, NameForm.Member(Encoding.UTF8.GetBytes(new string('a', 65))));
    }
}
