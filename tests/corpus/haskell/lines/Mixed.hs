-- One.
{- Two
   lines. -}

text = "-- no comment" -- trailing
