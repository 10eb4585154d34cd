module Other
  def self.helper
    3
  end

  class Inner
    def twice
      4
    end
  end

  class Failure < StandardError
    def explain
      message
    end
  end

  module Loud
    def shout
      whisper
    end

    def whisper
      5
    end
  end
end

def decorate
  6
end
