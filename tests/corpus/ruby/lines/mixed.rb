# One.
=begin
Two
lines.
=end

a = "# no comment" # trailing
text = <<~EOS
  # inside

  text
EOS
b = %w[# x]

__END__
# data
